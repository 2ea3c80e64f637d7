public import TunnelPluginKit

extension Exchange {
  /// Emits the one response of a server within the plugin, and finishes.
  public func respond(_ response: [UInt8]) {
    switch response.withUnsafeBytes({ emit($0) }) {
    case .over: break
    case .response: finish()
    case .notification, .request, .other, .invalid, .refused, .tooLarge:
      finish(.internal, kind: "invalid_protocol_response", detail: "the server's own answer was not taken")
    }
  }
}
