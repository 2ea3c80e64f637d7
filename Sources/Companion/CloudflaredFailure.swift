public import ControlPlane

/// Why there is no companion (any more): the process's last line.
public enum CloudflaredFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// There is nothing to run at this path, which came from here.
  case noProgram(path: String, source: String)
  case fetch(ManagedRuntimeFailure)
  case start(String)
  case overdue(Duration)
  case exited(String)

  public var description: String {
    switch self {
    case .noProgram(let path, let source):
      "\(source): \(path) is no executable file; put cloudflared there, or name it with --cloudflared.path"
    case .fetch(let failure): "cloudflared managed runtime fetch failed: \(failure)"
    case .start(let why): "cloudflared failed to start: \(why)"
    case .overdue(let limit):
      "cloudflared readiness endpoint unavailable: not ready within \(limit); its output in the log says why, "
        + "--cloudflared.ready-timeout gives it longer"
    // The words of the peer, to the letter (CF-05).
    case .exited(let status): "cloudflared supervision failed: cloudflared process exited: \(status)"
    }
  }
}
