import CurlHTTP

/// Hands on the events of one exchange.
@NetworkLoop
final class EventRelay: ExchangeReceiver {
  private let pass: @NetworkLoop (ExchangeEvent) -> Void

  init(_ pass: @escaping @NetworkLoop (ExchangeEvent) -> Void) {
    self.pass = pass
  }

  func receive(_ event: ExchangeEvent) { pass(event) }
}
