import RawJSON
import Testing

@Suite("Damaged documents")
struct DamageTests {
  static let documents = [
    #"{"jsonrpc":"2.0","id":"a\u00e9\n","method":"tools/call","params":{"x":[1,-2.5e+3,true,false,null,{"é":"😀"}]}}"#,
    #" {"jsonrpc" : "2.0" , "id" : 12345678901234567890 , "result" : { "content" : [ { "text" : "\ud83d\ude00" } ] } }"#,
    "[\n        {\"a\": [[[[]]]], \"b\": {}},\n        \"\\\"\\\\\\/\"\n    ]",
  ]

  @Test("a document cut short at any byte is never accepted", arguments: documents)
  func truncation(text: String) {
    let whole = Document(text)
    #expect(whole.failure() == nil)
    for length in 0..<whole.bytes.count {
      let cut = Document(bytes: Array(whole.bytes[..<length]))
      #expect(cut.failure() != nil)
      #expect(cut.failure() == cut.walkFailure())
      #expect(cut.scanFailure()?.isValidJSON == false)
      _ = cut.peek()
      _ = try? cut.read { try find(pointer: "/params/x", in: $0) }
    }
  }

  @Test("random damage never traps, and skipping and stepping through agree on it", arguments: documents)
  func mutation(text: String) {
    var random = SplitMix64(state: 0x5eed)
    let whole = Document(text).bytes
    let interesting: [UInt8] = Array("{}[]\",:\\u0-+eE. tfn\u{0}\n".utf8) + [0x80, 0xc2, 0xe0, 0xed, 0xf0, 0xff]
    for _ in 0..<4000 {
      var bytes = whole
      for _ in 0...Int.random(in: 0..<3, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes[place] = interesting.randomElement(using: &random) ?? 0
        case 2: bytes.remove(at: place)
        default: bytes.insert(interesting.randomElement(using: &random) ?? 0, at: place)
        }
      }
      let damaged = Document(bytes: bytes)
      let failure = damaged.failure()
      #expect(failure == damaged.walkFailure())
      if let failure { #expect((0...bytes.count).contains(failure.offset)) }
      let scanFailure = damaged.scanFailure()
      #expect((failure == nil) == (scanFailure?.isValidJSON ?? true))
      // Peek reads no further than scan, so it may see less, but never something else.
      if let message = try? damaged.scan() { #expect(damaged.peek().id == message.id) }
      _ = try? damaged.read { try find(pointer: "/params/x", in: $0) }
      damaged.read { _ = JSONRPCMessage.sameID($0, $0) }
    }
  }

  @Test("an empty buffer without memory behind it is an error")
  func noMemory() {
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    #expect(throws: JSONError.self) { try JSONRPCMessage.scan(nothing) }
    #expect(JSONRPCMessage.peek(nothing) == .invalid)
    #expect(JSONRPCMessage.sameID(nothing, nothing))
    var output: [UInt8] = []
    JSONQuoting.append(utf8: nothing, to: &output)
    #expect(output == Array(#""""#.utf8))
  }
}

/// A small seeded generator, so that a failure can be repeated.
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
