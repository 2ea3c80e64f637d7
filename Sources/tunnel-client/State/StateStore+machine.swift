import LocalState

extension StateStore {
  /// The state of the person who runs this. A folder that is not used, or used for a reason that nobody stated, is told
  /// on standard error (W-58).
  static func ofThisMachine() throws(Failure) -> StateStore {
    let root = try Failure.ofState { () throws(StateFailure) in try StateRoot(environment: ProcessEnvironment.current) }
    if root.reason == .legacy {
      StandardError.write(
        "the state is in the older folder \(root.path); `tunnel-client runtimes migrate` moves on from it\n")
    } else if let unused = root.unused {
      StandardError.write(
        "the older folder \(unused) has a state that is not used; `tunnel-client runtimes migrate` takes it over\n")
    }
    return StateStore(root)
  }
}
