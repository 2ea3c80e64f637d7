public import CurlHTTP

/// Who wants to know what became of responses (metrics, health).
@NetworkLoop
public protocol DeliveryObserver: AnyObject, Sendable {
  /// A response is ready to go out.
  func delivering(_ response: TunnelResponse, for command: Command)
  /// It is sent, for the first time or again.
  func attempting()
  /// It is done with. `status` is that of the last answer, when there was one.
  func delivered(
    _ response: TunnelResponse, for command: Command, _ disposition: ResponseDelivery.Disposition, status: Int?)
}
