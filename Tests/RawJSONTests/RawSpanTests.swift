import RawJSON
import Testing

@Suite("Spans")
struct RawSpanTests {
  @Test("a span gives the same answers as a pointer, and keeps the error's type")
  func spans() throws(JSONError) {
    let bytes = Array(#"{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":1}}"#.utf8)
    let one = Array("1".utf8)
    let message = try JSONRPCMessage.scan(bytes.span.bytes)
    let peek = JSONRPCMessage.peek(bytes.span.bytes)
    let value = try find(pointer: "/params/a", in: bytes.span.bytes)
    #expect(message.kind == .request)
    #expect(peek.id == message.id)
    #expect(value?.count == 1)
    guard let id = message.id else { return }
    let isSame = JSONRPCMessage.sameID(bytes.span.bytes.extracting(id), one.span.bytes)
    #expect(isSame)
  }

  @Test("an empty span is an error")
  func emptySpan() {
    let nothing: [UInt8] = []
    let peek = JSONRPCMessage.peek(nothing.span.bytes)
    #expect(peek == .invalid)
  }
}
