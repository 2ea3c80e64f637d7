import LogPipeline
import Testing

@Suite struct RedactorTests {
  private let secret = "s3cr3t/v+lue\"Ω with space"

  /// W-43.
  @Test(arguments: [
    "tr0ub4dor&3/+x=<y>!q(z)~s3cr3t", "tr0ub4dor%263/%2Bx%3D%3Cy%3E%21q%28z%29~s3cr3t",
    "tr0ub4dor%263%2F%2Bx%3D%3Cy%3E!q(z)~s3cr3t", "tr0ub4dor&3/+x=%3Cy%3E!q(z)~s3cr3t",
    "tr0ub4dor%263%2f%2bx%3d%3cy%3e%21q%28z%29~s3cr3t", "tr0ub4dor&amp;3/+x=&lt;y&gt;!q(z)~s3cr3t",
    "tr0ub4dor%25263%252F%252Bx%253D%253Cy%253E%2521q%2528z%2529~s3cr3t",
    #"tr0ub4dor\u00263/+x=\u003cy\u003e!q(z)~s3cr3t"#, #"tr0ub4dor&3\/+x=<y>!q(z)~s3cr3t"#,
    "747230756234646f7226332f2b783d3c793e2171287a297e733363723374",
    "747230756234646F7226332F2B783D3C793E2171287A297E733363723374",
    "dHIwdWI0ZG9yJjMvK3g9PHk%2BIXEoeil%2BczNjcjN0",
  ])
  func `A secret is found as other programs write it`(form: String) {
    let redactor = Redactor(["tr0ub4dor&3/+x=<y>!q(z)~s3cr3t"])
    let shown = redactor.redact("before \(form) after")
    #expect(shown == "before [REDACTED] after")
    #expect(redactor.redactKnown(Array("before \(form) after".utf8), isJSON: false) == Array(shown.utf8))
  }

  /// The front of a body or of a line ends anywhere.
  @Test func `A long text that was cut within a secret does not show its beginning`() {
    let secret = "cut-in-two-secret-0123456789"
    let redactor = Redactor([secret])
    let front = String(repeating: "x", count: 5000)
    for count in 4..<secret.utf8.count {
      #expect(redactor.redact(front + secret.prefix(count)) == front + "[REDACTED]")
    }
    #expect(redactor.redact(front + secret) == front + "[REDACTED]")
    #expect(redactor.redact(front + "cut") == front + "cut")
    #expect(redactor.redact("short cut-in-two") == "short cut-in-two")
  }

  @Test func `What only looks like a secret stays where only known ones are taken out`() {
    let redactor = Redactor(["known-secret"])
    let json = #"{"error":{"code":"too_many","message":"known-secret"},"token":"x"}"#
    let shown = redactor.redactKnown(Array(json.utf8), isJSON: true)
    #expect(String(decoding: shown, as: UTF8.self) == json.replacing("known-secret", with: "[REDACTED]"))
  }

  @Test(arguments: [
    "s3cr3t/v+lue\"Ω with space", "s3cr3t%2Fv%2Blue%22%CE%A9%20with%20space",
    "s3cr3t%2fv%2blue%22%ce%a9%20with%20space",
    "s3cr3t%2Fv%2Blue%22%CE%A9+with+space", #"s3cr3t/v+lue\"Ω with space"#, #"s3cr3t\/v+lue\"Ω with space"#,
    #"s3cr3t/v+lue\\\"Ω with space"#,
  ])
  func `A secret is found in every encoding of HTTP and JSON`(form: String) {
    #expect(Redactor([secret]).redact("a \(form) b") == "a [REDACTED] b")
  }

  /// W-43: padded or not, either alphabet, behind a prefix of any length.
  @Test(arguments: 0..<6)
  func `A secret within a Base64 text is found wherever it begins`(prefix: Int) {
    let secret = "opaque?>credential~\u{FF}0123456789"
    let redactor = Redactor([secret])
    for suffix in ["", "z", "zz"] {
      let plain = Array(String(repeating: "u", count: prefix).utf8) + Array(secret.utf8) + Array(suffix.utf8)
      let standard = base64(plain)
      let url = standard.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
      for text in [standard, url] {
        let redacted = redactor.redact("x \(text) y")
        #expect(redacted.hasPrefix("x ") && redacted.hasSuffix(" y") && redacted.contains("[REDACTED]"))
        // Nothing but what stood before and behind it is left.
        let left = redacted.replacing("[REDACTED]", with: "").count - 4
        #expect(left <= 4 * ((prefix + 2) / 3) + 4)
      }
    }
  }

  /// Operator spec 12.2.1, W-43.
  @Test(arguments: [
    ("Authorization: Digest abc, x=1\nnext", "Authorization: [REDACTED]\nnext"),
    ("> authorization: Bearer abc", "> authorization: [REDACTED]"),
    ("Proxy-Authorization: Basic YTpi", "Proxy-Authorization: [REDACTED]"),
    ("X-Tunnel-Shard-Token: t\r\nHost: h", "X-Tunnel-Shard-Token: [REDACTED]\r\nHost: h"),
    ("Set-Cookie: a=b; Path=/\nx", "Set-Cookie: [REDACTED]\nx"),
    ("key sk-abcdefghij1 used", "key sk-REDACTED used"), ("task-abcdefghijklm", "task-abcdefghijklm"),
    ("GET /x?a=1&api_key=k&b=2", "GET /x?a=1&api_key=[REDACTED]&b=2"),
    ("/cb?code=xyz&state=1", "/cb?code=[REDACTED]&state=1"),
    ("exit code=3", "exit code=3"), ("grant=x&client-secret=s", "grant=x&client-secret=[REDACTED]"),
    ("password=hunter2 next", "password=[REDACTED] next"),
    (#"{"access_token":"a\"b","n":1}"#, #"{"access_token":"[REDACTED]","n":1}"#),
    (#"{"code":-32601}"#, #"{"code":-32601}"#), (#"{"progressToken":7}"#, #"{"progressToken":7}"#),
    (#"body {\"password\":\"p\"}"#, #"body {\"password\":\"[REDACTED]\"}"#),
    ("http://user:pw@host/p", "http://[REDACTED]@host/p"), ("http://host/p@q", "http://host/p@q"),
    ("run --api-token X --n 1", "run --api-token [REDACTED] --n 1"),
    ("run --password=p -v", "run --password=[REDACTED] -v"),
    (#"["--api-token","X","y"]"#, #"["--api-token","[REDACTED]","y"]"#),
    ("--control-plane.api-key env:KEY", "--control-plane.api-key env:KEY"),
    ("via Basic dXNlcjpwYXNz", "via Basic [REDACTED]"), ("Basic training", "Basic training"),
    ("uses Bearer 0123456789abc", "uses Bearer [REDACTED]"), ("a bearer certificate", "a bearer certificate"),
    ("t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln!", "t=[REDACTED]!"),
    ("OPENAI_API_KEY=abc", "OPENAI_API_KEY=[REDACTED]"),
    ("nothing to see: a=b, c:d, https://host/x?y=z", "nothing to see: a=b, c:d, https://host/x?y=z"),
  ])
  func `What looks like a secret is taken out`(text: String, expected: String) {
    #expect(Redactor().redact(text) == expected)
  }

  @Test(arguments: [
    (#"{"h":"Authorization: Bearer abc","n":1}"#, #"{"h":"Authorization: [REDACTED]","n":1}"#),
    (#"{"h":"Cookie: a\r\nHost: h"}"#, #"{"h":"Cookie: [REDACTED]\r\nHost: h"}"#),
    (#"{"secret":12345,"id":987654321}"#, #"{"secret":"[REDACTED]","id":"[REDACTED]"}"#),
    (#"{"a":["987654321"]}"#, #"{"a":["[REDACTED]"]}"#),
  ])
  func `JSON stays JSON`(text: String, expected: String) {
    let redactor = Redactor(["987654321"])
    #expect(redactor.redactJSONText(text) == expected)
    #expect(redactor.redactJSONText(Array(text.utf8)) == Array(expected.utf8))
  }

  @Test func `A secret that holds another is taken out whole, and short ones are let be`() {
    let redactor = Redactor(["abcdef", "abcdefghij", "short"])
    #expect(redactor.redact("abcdefghij abcdef short") == "[REDACTED] [REDACTED] short")
    #expect(redactor.redact(Array("xabcdefx".utf8)) == Array("x[REDACTED]x".utf8))
  }

  private func base64(_ bytes: [UInt8]) -> String {
    let symbols = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = (0..<3).map { start + $0 < bytes.count ? Int(bytes[start + $0]) : 0 }
      let bits = group[0] << 16 | group[1] << 8 | group[2]
      let count = min(3, bytes.count - start)
      for place in 0..<4 { text.append(place <= count ? symbols[bits >> (18 - 6 * place) & 63] : "=") }
    }
    return text
  }
}
