/// How long a server took for its answer (`resp_timing`, user needs 4.1).
public struct ResponseTiming: Sendable, Equatable {
  private let transport: String
  private let microseconds: Int64

  private static let longest = Duration.seconds(86_400)

  /// - Parameters:
  ///   - elapsed: From just before the server was called to its answer.
  ///   - processAffinity: The wire knows the words `stdio` and `streamable_http`, and this client any number of
  ///     transports, none of them by name. What the service wants to tell apart is a process of one's own from a server
  ///     on the network, which is what a transport says of itself with its affinity.
  ///
  /// Nil when the value is outside of what the wire can carry.
  public init?(elapsed: Duration, processAffinity: Bool) {
    guard elapsed >= .zero, elapsed <= Self.longest else { return nil }
    transport = processAffinity ? "stdio" : "streamable_http"
    let (seconds, attoseconds) = elapsed.components
    microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
  }

  var json: String {
    "{\"version\":1,\"transport\":\"\(transport)\",\"target_elapsed_us\":\(microseconds)}"
  }
}
