/// What one client may cost a server.
public struct ServerLimits: Sendable, Equatable {
  /// The largest request body in bytes; beyond it the answer is 413.
  public var bodyBytes = 1 << 20
  /// The largest sum of header names and values in bytes.
  public var headerBytes = 64 << 10
  /// The most header fields of one request.
  public var headerCount = 128
  /// The most connections at one time; a further one takes the place of the one that has been idle the longest.
  public var connections = 1024
  /// How many more are let in when all of these are at work. Each gets one answer, 503 unless it is for one of
  /// `reservePaths`; further ones are closed at once.
  public var reserveConnections = 32
  /// The paths that are answered as ever on a connection that was let in on reserve.
  public var reservePaths: Set<String> = []
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

  func answersOnReserve(_ target: String) -> Bool {
    reservePaths.contains(String(target.prefix { $0 != "?" }))
  }
}
