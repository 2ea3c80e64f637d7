import CurlHTTP
import Testing

@testable import ControlPlane

@Suite struct GrammarTests {
  @Test(
    "response_timeout is digits and one unit (TO-01)",
    arguments: [
      ("1ns", Duration.nanoseconds(1)), ("15us", .microseconds(15)), ("1500ms", .milliseconds(1500)),
      ("30s", .seconds(30)),
      ("2m", .seconds(120)), ("1h", .seconds(3600)), ("0s", .zero), ("007s", .seconds(7)),
      ("9223372036854775807ns", .nanoseconds(Int64.max)), ("2562047h", .seconds(2_562_047 * 3600)),
    ])
  func timeout(text: String, duration: Duration) {
    #expect(ResponseTimeout.parse(text) == duration)
  }

  @Test(
    "Everything else is no deadline (TO-01)",
    arguments: [
      "", "s", "5", "-5s", "+5s", "1.5s", " 5s", "5s ", "5 s", "5S", "5sec", "1h30m", "5d", "5µs", "٥s",
      "9223372036854775808ns", "2562048h", "99999999999999999999s",
    ])
  func noTimeout(text: String) {
    #expect(ResponseTimeout.parse(text) == nil)
  }

  @Test(
    "Channel names are trimmed, lowered and judged (GEN-05)",
    arguments: [
      ("main", "main"), (" Main\t", "main"), ("", "main"), ("  ", "main"), ("a-b_9", "a-b_9"), ("HARPOON", "harpoon"),
      (String(repeating: "a", count: 64), String(repeating: "a", count: 64)),
    ])
  func channel(text: String, name: String) {
    #expect(ChannelName.canonical(text) == name)
  }

  @Test(
    "What is no channel name is none (GEN-05)",
    arguments: ["a b", "a.b", "ä", "a/b", String(repeating: "a", count: 65), "a\u{0}"])
  func noChannel(text: String) {
    #expect(ChannelName.canonical(text) == nil)
  }

  @Test(
    "Retry-After is digits or a future date, capped at a minute (PL-07)",
    arguments: [
      ("0", Duration.zero), ("1", .seconds(1)), (" 7 ", .seconds(7)), ("60", .seconds(60)), ("61", .seconds(60)),
      ("99999999999999999999999", .seconds(60)), ("Sun, 06 Nov 1994 08:49:37 GMT", .seconds(10)),
      ("Mon, 07 Nov 1994 08:49:37 GMT", .seconds(60)),
    ])
  func retryAfter(text: String, wait: Duration) {
    #expect(RetryAfter.parse(text, now: 784_111_767) == wait)
  }

  @Test(
    "Everything else is ignored (PL-07)",
    arguments: [
      "-1", "+5", "1.5", "", "soon", "1e3", "٣", "Sun, 06 Nov 1994 08:49:27 GMT", "Sun, 06 Nov 1994 08:49:17 GMT",
    ])
  func noRetryAfter(text: String) {
    #expect(RetryAfter.parse(text, now: 784_111_767) == nil)
    #expect(RetryAfter.parse(nil, now: 0) == nil)
  }

  @Test("The server info is compact JSON, and knows no false (CP-05)")
  func serverInfo() {
    #expect(
      ServerInfo([.init(name: "main", processAffinity: false), .init(name: "harpoon", processAffinity: true)])
        .headerValue
        == #"{"version":1,"channels":[{"name":"main"},{"name":"harpoon","proc_affinity":true}]}"#)
    #expect(ServerInfo([]).headerValue == #"{"version":1,"channels":[]}"#)
  }

  @Test("An instance id is 32 lowercase hex digits, another one each time (GEN-03)")
  func instanceID() {
    let (one, other) = (ClientIdentity(version: "1").instanceID, ClientIdentity(version: "1").instanceID)
    #expect(one.utf8.count == 32)
    #expect(one.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) })
    #expect(one != other)
  }
}
