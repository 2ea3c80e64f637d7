internal import TunnelPluginKit

extension Multiplexer {
  /// A request that waits for its answer.
  struct Entry {
    enum Kind: Equatable {
      case ordinary
      case initialize
      /// A stream of notifications that carry the request's id (MCP 2026-07-28, Subscriptions).
      case subscription

      init(method: BorrowedText) {
        if method.isJSON("initialize") {
          self = .initialize
        } else if method.isJSON("subscriptions/listen") {
          self = .subscription
        } else {
          self = .ordinary
        }
      }
    }

    let exchange: ExchangeID
    /// The caller's raw tokens.
    let id: [UInt8]
    let progressToken: [UInt8]?
    let kind: Kind
  }
}
