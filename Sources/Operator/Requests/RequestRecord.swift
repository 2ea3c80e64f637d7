public import HTTPServing

/// What is remembered of one command (operator spec 32.6, W-51). Nothing of its payload.
public struct RequestRecord: Sendable, Equatable {
  /// How it stands with it.
  public enum Status: String, Sendable, CaseIterable {
    case pending
    case ok
    /// The server answered with a JSON-RPC error.
    case rpcError = "rpc_error"
    /// The tool ran, and says that it failed (`isError`).
    case toolError = "tool_error"
    /// The server answered with an HTTP error.
    case httpError = "http_error"
    /// The server could not be reached, or did not speak MCP.
    case transportError = "transport_error"
    case timeout
    /// Ended by this program's stop.
    case cancelled
    /// The caller's deadline passed; nothing was posted.
    case dropped
    /// The answer was there, and the service did not take it.
    case undelivered
    /// The command was not usable.
    case rejected
    /// This program failed.
    case clientError = "client_error"
  }

  /// What the command carried.
  public enum Kind: String, Sendable {
    case request
    case notification
    case response
    case sessionTermination = "session_termination"
    case oauthDiscovery = "oauth_discovery"
  }

  /// Counts the commands of this run from 1.
  public var sequence: UInt64
  /// Grows with every change of any record.
  public var revision: UInt64 = 0
  /// The service's.
  public var requestID: String
  /// The channel.
  public var channel: String
  /// What the command carried.
  public var kind: Kind
  /// The JSON-RPC method; empty when there is none.
  public var method = ""
  /// The tool of a `tools/call`; empty when there is none.
  public var tool = ""
  /// Tells sessions apart without showing their id; 0: none.
  public var session: UInt32 = 0
  /// When the poll brought it.
  public var receivedAt: Timestamp
  /// The size of its message.
  public var bytesIn = 0
  /// The size of all that was said to it.
  public var bytesOut = 0
  /// How it stands.
  public var status = Status.pending
  /// The code of its answer; 0: none yet.
  public var code = 0
  /// Why it did not end well.
  public var failure: RequestFailure?
  /// When it reached each stage.
  public var timing = RequestTiming()
  /// The first POST of its answer.
  public var firstAttempt: RequestAttempt?
  /// Those behind it; apart, so that the ordinary command allocates nothing for them.
  public var retries: [RequestAttempt] = []
  /// Messages on the way to the answer.
  public var notifications = 0
  /// The names of its headers, sorted, with a space between them.
  public var headerNames = ""

  /// A command that has just come.
  public init(sequence: UInt64, requestID: String, channel: String, kind: Kind, receivedAt: Timestamp) {
    self.sequence = sequence
    self.requestID = requestID
    self.channel = channel
    self.kind = kind
    self.receivedAt = receivedAt
  }

  /// Every POST of its terminal answer that was remembered.
  public var attempts: [RequestAttempt] { (firstAttempt.map { [$0] } ?? []) + retries }
}
