import OAuthDiscovery
import Operator

/// What the main channel's OAuth metadata means for readiness (dataplane HE-02 rows 2 and 3, W-51).
enum OAuthHealth: Sendable, Equatable {
  /// There is no URL to look at.
  case notApplicable
  /// The first look is under way.
  case pending
  case found
  case notAdvertised
  /// Nothing answers; the probe of the MCP server says so too, and better.
  case unreachable(String)
  /// Callers are asked to sign in and cannot find out how.
  case failed(String)

  init(_ verdict: DiscoveryVerdict) {
    self =
      switch verdict {
      case .found: .found
      case .notAdvertised: .notAdvertised
      case .unreachable(let why): .unreachable(why)
      case .failed(let why): .failed(why)
      }
  }

  /// For machines.
  var word: String {
    switch self {
    case .notApplicable: "disabled"
    case .pending: "pending"
    case .found: "discovered"
    case .notAdvertised: "not_advertised"
    case .unreachable: "unreachable"
    case .failed: "failed"
    }
  }

  /// For people; empty when there is nothing to explain.
  var reason: String {
    switch self {
    case .unreachable(let why), .failed(let why): why
    case .notApplicable, .pending, .found, .notAdvertised: ""
    }
  }

  /// Nil where there is nothing to depend on.
  var dependency: Readiness.Dependency? {
    let isReady: Bool
    switch self {
    case .notApplicable: return nil
    case .found, .notAdvertised, .unreachable: isReady = true
    case .pending, .failed: isReady = false
    }
    return Readiness.Dependency(name: "oauth", ready: isReady, state: word, reason: reason)
  }
}
