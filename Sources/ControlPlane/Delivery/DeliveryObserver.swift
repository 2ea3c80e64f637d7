public import CurlHTTP

/// Who wants to know what became of responses (metrics, health).
@NetworkLoop
public protocol DeliveryObserver: AnyObject, Sendable {
  /// A response is ready to go out.
  func delivering(_ response: TunnelResponse, for command: Command)
  /// It is sent, for the first time or again.
  func attempting(_ response: TunnelResponse, for command: Command)
  /// That attempt is over: with the status of an answer, or without one for a reason.
  func attempted(_ response: TunnelResponse, for command: Command, status: Int?, failure: String)
  /// It is done with. `status` is that of the last answer, when there was one.
  func delivered(
    _ response: TunnelResponse, for command: Command, _ disposition: ResponseDelivery.Disposition, status: Int?)
}
