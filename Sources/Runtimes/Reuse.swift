/// What `connect` does about a daemon that may run already (W-66). Pure.
public enum Reuse: Sendable, Equatable {
  case start
  /// It does what is wanted.
  case keep
  /// It does something else.
  case replace(reason: String)

  /// `wantsProfile` and `hasProfile` are digests of the profile that is wanted and of the one that is there; the latter
  /// is nil without one.
  public init(standing: ProcessStanding, wantsProfile: String, hasProfile: String?, command: [String], wants: [String])
  {
    guard standing.isRunning else {
      self = .start
      return
    }
    if hasProfile != wantsProfile {
      self = .replace(reason: "its tunnel, target or settings change")
    } else if command.dropFirst() != wants.dropFirst() {
      self = .replace(reason: "it was started in another way")
    } else {
      self = .keep
    }
  }
}
