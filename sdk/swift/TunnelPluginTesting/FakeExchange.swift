/// An exchange that the fake host handed to a plugin.
final class FakeExchange {
  /// The caller's raw id token.
  let id: [UInt8]
  var errorBody: [UInt8] = []
  var errorBodyBytes = 0
  var detail = ""
  var isOver = false

  init(id: [UInt8]) {
    self.id = id
  }
}
