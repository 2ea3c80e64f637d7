public import CurlHTTP

/// Who wants to know how polls went (metrics, health).
@NetworkLoop
public protocol SessionObserver: AnyObject, Sendable {
  /// A poll begins: the service may hold it for `wait`, and we give up after `deadline`.
  func polling(allowing wait: Duration, deadline: Duration)
  func polled(_ report: PollReport)
}
