/// What `cleanup` finds for an alias, the first that fits (operator spec 17.8, W-69). Pure.
public enum CleanupClass: String, Sendable, CaseIterable {
  case liveRuntime = "live_runtime"
  case validProfile = "valid_profile"
  /// It had a profile, which is gone: `connect` is needed anyway.
  case missingProfile = "missing_profile"
  /// Made by `create`, and not connected yet.
  case neverConnected = "never_connected"
  /// There is a process and nothing else of it, or the control plane has no such tunnel.
  case staleAlias = "stale_alias"

  public init(
    isLive: Bool, profilePath: String?, profileExists: Bool, hasProcessRecord: Bool, tunnelID: String,
    isGoneRemotely: Bool
  ) {
    if isLive {
      self = .liveRuntime
    } else if isGoneRemotely || tunnelID.isEmpty {
      self = .staleAlias
    } else if profilePath != nil {
      self = profileExists ? .validProfile : .missingProfile
    } else {
      self = hasProcessRecord ? .staleAlias : .neverConnected
    }
  }

  /// Whether `--apply` may remove it: nothing is lost that another command could use.
  public var isSafeToRemove: Bool { self == .missingProfile || self == .staleAlias }
}
