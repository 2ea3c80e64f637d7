public import CurlHTTP

/// Where the session puts what it polled.
@NetworkLoop
public protocol CommandSink: AnyObject, Sendable {
  /// How many commands can be taken now.
  var room: Int { get }
  /// Returns when there is room for more than `count`, or the task is cancelled.
  func waitForRoom(above count: Int) async
  /// Takes what a poll brought, also when it is more than was asked for (dataplane spec PL-03).
  func admit(_ items: [PolledItem])
}
