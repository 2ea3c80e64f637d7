import RawJSON
import Testing

@Suite("Limits")
struct LimitTests {
  private func nested(_ depth: Int, _ open: String = "[", _ close: String = "]") -> Document {
    Document(String(repeating: open, count: depth) + "0" + String(repeating: close, count: depth))
  }

  @Test("accepts the deepest nesting allowed and refuses one level more")
  func depth() {
    #expect(nested(128).failure() == nil)
    #expect(nested(129).failure()?.reason == .tooDeep(limit: 128))
    #expect(nested(129).failure()?.offset == 128)
    #expect(nested(129).walkFailure() == nested(129).failure())
    #expect(nested(128, #"{"a":"#, "}").failure() == nil)
    #expect(nested(129, #"{"a":"#, "}").failure()?.reason == .tooDeep(limit: 128))
  }

  @Test("counts the containers that the cursor has opened itself")
  func depthOfCursor() throws {
    let error = #expect(throws: JSONError.self) {
      try nested(3).read { bytes in
        var cursor = JSONCursor(bytes, limits: JSONLimits(maxDepth: 2))
        try cursor.beginArray()
        _ = try cursor.nextElement()
        _ = try cursor.skipValue()
      }
    }
    #expect(error?.reason == .tooDeep(limit: 2))
  }

  @Test("neither recurses nor loses track of the kinds at a great depth")
  func greatDepth() {
    let limits = JSONLimits(maxDepth: 1_000_000)
    #expect(nested(200_000, #"[{"a":"#, "}]").failure(limits: limits) == nil)
    #expect(nested(200_000, #"[{"a":"#, "]}").failure(limits: limits) != nil)
    #expect(Document(String(repeating: "[", count: 500_000)).failure(limits: limits)?.reason == .unexpectedEnd)
  }

  @Test("refuses a document longer than the limit before reading it")
  func size() {
    let document = Document(#"{"a":1}"#)
    #expect(document.failure(limits: JSONLimits(maxBytes: 7)) == nil)
    #expect(document.failure(limits: JSONLimits(maxBytes: 6))?.reason == .tooLarge(limit: 6))
    #expect(document.failure(limits: JSONLimits(maxDepth: -1, maxBytes: -1))?.reason == .tooLarge(limit: -1))
  }

  @Test("refuses lone surrogates when told to, and pairs never")
  func surrogates() {
    let strict = JSONLimits(allowsLoneSurrogates: false)
    #expect(Document(#""\ud83d\ude00\u0041""#).failure(limits: strict) == nil)
    for lone in [#""\ud800""#, #""\udc00""#, #""\ud800\ud800""#, #""\ud800x\udc00""#, #""\ud800\n""#] {
      #expect(Document(lone).failure(limits: strict)?.reason == .loneSurrogate)
      #expect(Document(lone).failure() == nil)
    }
  }
}
