internal import TunnelPluginKit

/// What a call asks of a server, as far as the choice of a child goes.
enum CallWeight: Equatable {
  /// Answered at once by any server: such a call must not stand behind a slow one (user needs #34, need 9).
  case cheap
  case heavy
  /// The caller's own `initialize`: cheap, and what makes the server know the client.
  case initialize

  init(method: BorrowedText) {
    if method.isJSON("initialize") {
      self = .initialize
    } else if method.isJSON("ping") || method.isJSON("server/discover")
      || method.bytes.suffix(5).elementsEqual("/list".utf8)
    {
      self = .cheap
    } else {
      self = .heavy
    }
  }
}
