import RawJSON
import Testing

@Suite("Scanning JSON-RPC messages")
struct JSONRPCScanTests {
  @Test("slices a request without touching a byte")
  func request() throws {
    let document = Document(
      #" {"x":0,"params":{"n":123456789012345678901234567890, "b":1,"a":2},"method":"tools\/call","id":"a\n","jsonrpc":"2.0"} "#
    )
    let message = try document.scan()
    #expect(message.kind == .request)
    #expect(document.text(message.id) == #""a\n""#)
    #expect(document.text(message.method) == #"tools\/call"#)
    #expect(document.text(message.params) == #"{"n":123456789012345678901234567890, "b":1,"a":2}"#)
    #expect(message.result == nil)
    #expect(message.error == nil)
  }

  @Test(
    "leaves an id's spelling alone",
    arguments: ["0", "-0", "1.50", "1e3", "98765432109876543210", #""""#, #""\u0061""#])
  func ids(id: String) throws {
    let document = Document(#"{"jsonrpc":"2.0","id":\#(id),"method":"m"}"#)
    #expect(document.text(try document.scan().id) == id)
  }

  @Test("a method without id, or with id null, is a notification", arguments: ["", #""id":null,"#])
  func notification(id: String) throws {
    let document = Document(#"{"jsonrpc":"2.0",\#(id)"method":"m"}"#)
    let message = try document.scan()
    #expect(message.kind == .notification)
    #expect(message.id == nil)
    #expect(document.text(message.method) == "m")
  }

  @Test("a result or an error with an id is a response")
  func response() throws {
    let result = Document(#"{"jsonrpc":"2.0","id":1,"result":null}"#)
    #expect(try result.scan().kind == .response)
    #expect(result.text(try result.scan().result) == "null")
    let error = Document(#"{"jsonrpc":"2.0","error":{"code":-1,"message":""},"id":"x"}"#)
    #expect(try error.scan().kind == .response)
    #expect(error.text(try error.scan().id) == #""x""#)
    #expect(error.text(try error.scan().error) == #"{"code":-1,"message":""}"#)
  }

  @Test("an error with id null, or without id, is a response that names no request", arguments: ["", #""id":null,"#])
  func responseWithoutID(id: String) throws {
    let message = try Document(#"{"jsonrpc":"2.0",\#(id)"error":{}}"#).scan()
    #expect(message.kind == .response)
    #expect(message.id == nil)
  }

  @Test("names are compared by their meaning, and case counts")
  func names() throws {
    #expect(try Document(#"{"\u006asonrpc":"2.\u0030","\u0069d":1,"metho\u0064":"m"}"#).scan().kind == .request)
    #expect(try Document(#"{"jsonrpc":"2.0","ID":1,"method":"m"}"#).scan().kind == .notification)
  }

  @Test(
    "tells which rule valid JSON breaks",
    arguments: [
      ("[]", JSONRPCViolation.batch),
      (#" [{"jsonrpc":"2.0","id":1,"method":"m"}]"#, .batch),
      ("1", .notAnObject), (#""a""#, .notAnObject), ("null", .notAnObject),
      ("{}", .missingVersion),
      (#"{"id":1,"method":"m"}"#, .missingVersion),
      (#"{"JSONRPC":"2.0","id":1,"method":"m"}"#, .missingVersion),
      (#"{"jsonrpc":"1.0","id":1,"method":"m"}"#, .wrongVersion),
      (#"{"jsonrpc":2.0,"id":1,"method":"m"}"#, .wrongVersion),
      (#"{"jsonrpc":"2.0","id":1}"#, .neitherMethodNorAnswer),
      (#"{"jsonrpc":"2.0","id":true,"method":"m"}"#, .invalidID),
      (#"{"jsonrpc":"2.0","id":[1],"method":"m"}"#, .invalidID),
      (#"{"jsonrpc":"2.0","id":{},"result":1}"#, .invalidID),
      (#"{"jsonrpc":"2.0","id":1,"method":1}"#, .invalidMethod),
      (#"{"jsonrpc":"2.0","id":1,"method":null}"#, .invalidMethod),
      (#"{"jsonrpc":"2.0","id":1,"result":1,"error":{}}"#, .resultAndError),
      (#"{"jsonrpc":"2.0","id":1,"method":"m","result":1}"#, .methodAndAnswer),
      (#"{"jsonrpc":"2.0","method":"m","error":{}}"#, .methodAndAnswer),
      (#"{"jsonrpc":"2.0","result":1}"#, .resultWithoutID),
      (#"{"jsonrpc":"2.0","id":null,"result":1}"#, .resultWithoutID),
    ])
  func violations(text: String, rule: JSONRPCViolation) {
    let failure = Document(text).scanFailure()
    #expect(failure?.reason == .notJSONRPC(rule))
    #expect(failure?.isValidJSON == true)
    #expect(Document(text).failure() == nil)
  }

  @Test("refuses each defined member twice", arguments: ["jsonrpc", "id", "method", "params", "result", "error"])
  func duplicates(name: String) {
    let value = name == "jsonrpc" ? "2.0" : "m"
    let text = #"{"\#(name)":"\#(value)","\#(name)":"\#(value)","jsonrpc":"2.0","id":1,"method":"m"}"#
    #expect(Document(text).scanFailure()?.reason == .notJSONRPC(.duplicateMember(name)))
    #expect(Document(text).peek() == .invalid)
  }

  @Test("finds a duplicate that hides behind an escape, and lets unknown members repeat")
  func hiddenDuplicate() throws {
    let hidden = Document(#"{"jsonrpc":"2.0","id":1,"method":"m","i\u0064":2}"#)
    #expect(hidden.scanFailure()?.reason == .notJSONRPC(.duplicateMember("id")))
    #expect(try Document(#"{"x":1,"x":2,"jsonrpc":"2.0","id":1,"method":"m"}"#).scan().kind == .request)
  }

  @Test(
    "reports broken JSON before a broken rule",
    arguments: ["[1,", #"{"jsonrpc":"1.0","id":true}x"#, #"{"id":[],"id":}"#])
  func syntaxFirst(text: String) {
    #expect(Document(text).scanFailure()?.isValidJSON == false)
  }
}
