import RawJSON
import Testing

@Suite("Comparing ids")
struct SameIDTests {
  private func same(_ first: String, _ second: String) -> Bool {
    let first = Document(first)
    let second = Document(second)
    let forth = first.read { first in second.read { JSONRPCMessage.sameID(first, $0) } }
    let back = first.read { first in second.read { JSONRPCMessage.sameID($0, first) } }
    #expect(forth == back)
    return forth
  }

  @Test(
    "equal JSON values are the same id",
    arguments: [
      ("1", "1"), ("0", "-0"), ("1.5", "1.5"), ("98765432109876543210", "98765432109876543210"), (#""a""#, #""a""#),
      (#""a""#, #""\u0061""#), (#""/""#, #""\/""#), (#""😀""#, #""\ud83d\ude00""#), (#""\u00E9""#, #""é""#),
      (#""\ud800""#, #""\uD800""#),
    ])
  func equal(first: String, second: String) { #expect(same(first, second)) }

  @Test(
    "different JSON values are not",
    arguments: [
      (#""1""#, "1"), ("1", "2"), ("1", "-1"), ("1", "1.0"), ("10", "1e1"), ("9007199254740993", "9007199254740992"),
      (#""a""#, #""A""#), (#""\ud800""#, #""\ud801""#), (#""\n""#, #""n""#), (#""a""#, #""a ""#), (#""""#, "0"),
      (#""é""#, #""e\u0301""#),
    ])
  func different(first: String, second: String) { #expect(!same(first, second)) }
}
