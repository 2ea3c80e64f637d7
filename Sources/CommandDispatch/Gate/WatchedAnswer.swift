import NIOCore
import PluginHost

/// A server's answer, as far as it tells of the server's era.
struct WatchedAnswer {
  var status: Int
  /// The JSON-RPC response, or the body of an HTTP error that may be one.
  var response: ByteBuffer?

  /// Nil for an event that tells nothing.
  init?(_ event: ExchangeEvent, status: Int?) {
    switch event {
    case .head, .ignored: return nil
    // A server that works on the request has accepted it.
    case .notification: self.init(status: 200, response: nil)
    case .response(let json): self.init(status: status ?? 200, response: ByteBuffer(joining: json))
    case .finished(let outcome):
      guard outcome.failure == .none, let status else { return nil }
      self.init(status: status, response: outcome.errorBody)
    }
  }

  private init(status: Int, response: ByteBuffer?) {
    self.status = status
    self.response = response
  }

  func withResponse<Result>(_ body: (UnsafeRawBufferPointer?) -> Result) -> Result {
    guard let response, response.readableBytes > 0 else { return body(nil) }
    return response.withUnsafeReadableBytes { body($0) }
  }
}

extension ExchangeEvent {
  var isEnd: Bool { if case .finished = self { true } else { false } }
}
