/// Who wants to know of every answer that a server gives us (metrics).
@NetworkLoop
public protocol HTTPObserver: AnyObject, Sendable {
  func answered(_ request: HTTPRequest, _ observation: HTTPObservation)
}
