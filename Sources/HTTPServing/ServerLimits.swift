/// What one client may cost a server.
public struct ServerLimits: Sendable, Equatable {
  /// The largest request body in bytes; beyond it the answer is 413.
  public var bodyBytes = 1 << 20
  /// The largest sum of header names and values in bytes.
  public var headerBytes = 64 << 10
  /// The most header fields of one request.
  public var headerCount = 128
  /// The most connections at one time; further ones are closed at once.
  public var connections = 1024
  /// The longest time from a connection to the head of its first request.
  public var headerTimeout = Duration.seconds(10)
  /// What a body may take to come in, and as much longer as `bodyRate` allows for what has come.
  public var bodyTimeout = Duration.seconds(30)
  /// The slowest body in bytes a second: a byte now and then must not hold a connection.
  public var bodyRate = 8192
  /// The longest time in which a client takes nothing of an answer that is written for it.
  public var writeTimeout = Duration.seconds(60)
  /// The longest time between two requests on one connection.
  public var idleTimeout = Duration.seconds(180)
  /// What a request in work gets to finish when the server shuts down.
  public var shutdownGrace = Duration.milliseconds(250)

  /// The limits of an operator server.
  public init() {}
}
