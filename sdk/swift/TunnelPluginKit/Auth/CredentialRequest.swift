internal import CTunnelPlugin

/// What a credential is asked for, borrowed for the duration of `supply`.
public struct CredentialRequest {
  public enum Purpose: Sendable, Equatable {
    case controlPlane
    case mcpCall
    case mcpDiscovery
    /// A value for the configuration, named by `reference`.
    case secret
    /// Something that a newer host knows and this kit does not.
    case unknown
  }

  public enum Reason: Sendable, Equatable {
    /// The host has none.
    case first
    /// The one that the host has has expired, or soon will.
    case refresh
    /// A server refused the one that the host had.
    case challenge(status: Int)
  }

  public let purpose: Purpose
  public let reason: Reason
  /// The URL that the credential is for; may be empty.
  public let target: BorrowedText
  /// For a secret: what the operator wrote behind `exec:`.
  public let reference: BorrowedText
  /// The value of `WWW-Authenticate`, for a challenge; may be empty.
  public let challenge: BorrowedText
  /// `CLOCK_MONOTONIC` in nanoseconds, or nil. The host cancels by itself; this is for information.
  public let deadline: Int64?

  init(_ request: tunnel_auth_request) {
    purpose =
      switch Int(request.purpose) {
      case Int(TUNNEL_AUTH_CONTROL_PLANE): .controlPlane
      case Int(TUNNEL_AUTH_MCP_CALL): .mcpCall
      case Int(TUNNEL_AUTH_MCP_DISCOVERY): .mcpDiscovery
      case Int(TUNNEL_AUTH_SECRET): .secret
      default: .unknown
      }
    reason =
      switch Int(request.reason) {
      case Int(TUNNEL_AUTH_REFRESH): .refresh
      case Int(TUNNEL_AUTH_CHALLENGE): .challenge(status: Int(request.status))
      default: .first
      }
    target = BorrowedText(request.target)
    reference = BorrowedText(request.reference)
    challenge = BorrowedText(request.challenge)
    deadline = request.deadline_ns == 0 ? nil : request.deadline_ns
  }
}
