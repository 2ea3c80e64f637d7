/// Why this process does not have its PID file.
public enum PIDFileFailure: Error, Sendable, Equatable, CustomStringConvertible {
  case held(path: String, pid: Int32)
  case unwritable(path: String, reason: String)

  public var description: String {
    switch self {
    case .held(let path, let pid):
      "--pid.file: \(path) belongs to process \(pid), which is running; stop it, or choose another file"
    case .unwritable(let path, let reason):
      "--pid.file: \(path) cannot be written: \(reason); choose a folder that you can write to"
    }
  }
}
