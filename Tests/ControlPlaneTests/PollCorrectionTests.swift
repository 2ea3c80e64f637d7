import CurlHTTP
import NIOCore
import Testing

@testable import ControlPlane

/// What is a correction to the letter, and what is an ordinary 409 (user needs 4.1).
@Suite struct PollCorrectionTests {
  private func correction(
    _ body: String, tokens: [String] = ["tok"], status: Int = 409
  ) -> PollCorrection? {
    var headers = HTTPFields()
    for token in tokens { headers.append("X-Tunnel-Shard-Token", token) }
    return PollCorrection(status: status, headers: headers, body: ByteBuffer(string: body))
  }

  private func body(_ members: String) -> String { #"{"error":{\#(members)}}"# }
  private let plain = #"{"error":{"code":"wrong_cluster","policy_revision":3}}"#

  @Test func aCorrection() {
    #expect(correction(plain) == PollCorrection(revision: 3, token: "tok"))
    let full = body(#""message":"x","code":"wrong_cluster","policy_revision":0,"shard_token":"tok","more":[{}]"#)
    #expect(correction(full) == PollCorrection(revision: 0, token: "tok"))
  }

  @Test(
    "A revision is a plain integer from 0 to 2^53-1",
    arguments: [
      ("9007199254740991", true), ("9007199254740992", false), ("12345678901234567", false), ("-1", false),
      ("-0", false), ("1.0", false), ("1e3", false), (#""3""#, false), ("null", false), ("true", false),
    ])
  func revision(text: String, isValid: Bool) {
    #expect((correction(body(#""code":"wrong_cluster","policy_revision":\#(text)"#)) != nil) == isValid)
  }

  @Test(
    "The code is exact, and everything needed is there once",
    arguments: [
      #""code":"Wrong_cluster","policy_revision":3"#, #""code":"wrong_cluster""#, #""policy_revision":3"#,
      #""code":7,"policy_revision":3"#, #""code":"wrong_cluster","code":"wrong_cluster","policy_revision":3"#,
      #""code":"wrong_cluster","policy_revision":3,"policy_revision":3"#,
      #""code":"wrong_cluster","policy_revision":3,"shard_token":"tok","shard_token":"tok""#,
      #""code":"wrong_cluster","policy_revision":3,"shard_token":"other""#,
      #""code":"wrong_cluster","policy_revision":3,"shard_token":null"#,
      #""code":"wrong_cluster","policy_revision":3,"\u0063ode":"wrong_cluster""#,
    ])
  func members(text: String) {
    #expect(correction(body(text)) == nil)
  }

  @Test(
    "A body that is odd as a whole is no correction",
    arguments: [
      "", "[]", "{}", #"{"error":"wrong_cluster"}"#, #"{"error":{"code":"wrong_cluster","policy_revision":3}"#,
    ])
  func wholeBody(text: String) {
    #expect(correction(text) == nil)
  }

  @Test func anErrorThatIsGivenTwiceIsNone() {
    let error = #""error":{"code":"wrong_cluster","policy_revision":3}"#
    #expect(correction("{\(error),\(error)}") == nil)
  }

  @Test func theBodyIsAtMost64KiB() {
    let size = 64 << 10
    let exact = plain + String(repeating: " ", count: size - plain.utf8.count)
    #expect(correction(exact) != nil)
    #expect(correction(exact + " ") == nil)
  }

  @Test(
    "The token comes in exactly one header, visible ASCII without a comma",
    arguments: [
      ([], false), (["tok", "tok"], false), ([""], false), (["a,b"], false), (["a b"], false), (["ä"], false),
      (["\u{7F}"], false), ([String(repeating: "t", count: 4096)], true),
      ([String(repeating: "t", count: 4097)], false),
      (["!~"], true),
    ] as [([String], Bool)])
  func token(tokens: [String], isValid: Bool) {
    #expect((correction(plain, tokens: tokens) != nil) == isValid)
  }

  @Test(arguments: [200, 400, 404, 410, 503]) func onlyA409IsACorrection(status: Int) {
    #expect(correction(plain, status: status) == nil)
  }
}
