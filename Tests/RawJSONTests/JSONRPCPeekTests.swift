import RawJSON
import Testing

@Suite("Peeking at JSON-RPC messages")
struct JSONRPCPeekTests {
  @Test(
    "agrees with the scan on whole messages",
    arguments: [
      #"{"jsonrpc":"2.0","id":1,"method":"m","params":{}}"#, #"{"method":"m","params":{},"id":"a","jsonrpc":"2.0"}"#,
      #"{"jsonrpc":"2.0","method":"m"}"#, #"{"jsonrpc":"2.0","method":"m","id":null}"#,
      #"{"jsonrpc":"2.0","id":null,"method":"m"}"#, #"{"jsonrpc":"2.0","result":{},"id":1}"#,
      #"{"jsonrpc":"2.0","id":1,"error":{}}"#, #"{"jsonrpc":"2.0","id":null,"error":{}}"#,
      #"{"error":{},"jsonrpc":"2.0"}"#,
    ])
  func agrees(text: String) throws {
    let document = Document(text)
    let message = try document.scan()
    let peek = document.peek()
    #expect(peek.id == message.id)
    #expect(peek.method == message.method)
    switch (peek, message.kind) {
    case (.request, .request), (.notification, .notification), (.response, .response): break
    default: Issue.record("\(peek) is not \(message.kind)")
    }
  }

  @Test(
    "stops once it is certain",
    arguments: [
      (#"{"id":1,"result":"#, nil as String?),
      (#"{"jsonrpc":"2.0","id":1,"error":!"#, nil),
      (#"{"result":{"big":[]},"id":1"#, nil), (#"{"id":1,"method":"m"!"#, "m"), (#"{"method":"m","id":1"#, "m"),
    ])
  func stopsEarly(text: String, method: String?) {
    let document = Document(text)
    let peek = document.peek()
    #expect(document.text(peek.id) == "1")
    #expect(document.text(peek.method) == method)
  }

  @Test("a name counts only once its colon was read")
  func incompleteName() {
    #expect(Document(#"{"id":1,"result""#).peek() == .invalid)
  }

  @Test("a notification is certain only at its end, unless its id is null")
  func notification() {
    #expect(Document(#"{"jsonrpc":"2.0","method":"m","params":["#).peek() == .invalid)
    #expect(Document(#"{"jsonrpc":"2.0","id":null,"method":"m","params":["#).peek().method != nil)
  }

  @Test(
    "calls everything else invalid",
    arguments: [
      "", "x", "[]", "1", "{}", #"{"id":1}"#, #"{"jsonrpc":"1.0","id":1,"method":"m"}"#, #"{"id":true,"method":"m"}"#,
      #"{"id":1,"id":2,"method":"m"}"#, #"{"id":1,"method":2}"#, #"{"method":"m","result":1,"id":1}"#,
      #"{"result":1,"error":1,"id":1}"#, #"{"id":null,"result":1}"#, #"{"jsonrpc":"2.0","method":"m"}x"#,
      #"{"method":"m"}"#,
    ])
  func invalid(text: String) {
    #expect(Document(text).peek() == .invalid)
  }
}
