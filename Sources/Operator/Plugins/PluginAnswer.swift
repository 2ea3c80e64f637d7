public import NIOCore

/// What a plugin answered.
public enum PluginAnswer: Sendable {
  /// Sends one event: its name, its id, and its data on one line.
  public typealias Send = @Sendable (String, UInt64?, [UInt8]) async throws -> Void

  /// An empty type stands for JSON.
  case body(status: Int, type: String, ByteBuffer)
  /// Server-sent events, until the closure returns.
  case events(@Sendable (Send) async throws -> Void)
  case failed(Failure)

  /// Why there is none.
  public enum Failure: Sendable, Equatable {
    case refused
    case timeout
    case tooManyStreams
    case closed
    /// Its own process is not up, and never got the request. Why, for a person.
    case down(String)
    /// Its own process ended with the request in its hands. Why, for a person.
    case lost(String)
  }
}
