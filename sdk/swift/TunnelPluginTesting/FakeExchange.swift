/// An exchange that the fake host handed to a plugin.
final class FakeExchange {
  /// The caller's raw id token.
  let id: [UInt8]
  var errorBody: [UInt8] = []
  var errorBodyBytes = 0
  var detail = ""
  var isOver = false
  /// Holds the call's message, as long as the exchange lives.
  let buffer: UInt64

  init(id: [UInt8], buffer: UInt64) {
    self.id = id
    self.buffer = buffer
  }
}
