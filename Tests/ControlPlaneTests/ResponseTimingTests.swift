import NIOCore
import Testing

@testable import ControlPlane

/// `resp_timing` (user needs 4.1).
@Suite struct ResponseTimingTests {
  @Test func theTransportIsTheWiresWordForItsAffinity() {
    let timing = { (affinity: Bool) in ResponseTiming(elapsed: .microseconds(1500), processAffinity: affinity)?.json }
    #expect(timing(true) == #"{"version":1,"transport":"stdio","target_elapsed_us":1500}"#)
    #expect(timing(false) == #"{"version":1,"transport":"streamable_http","target_elapsed_us":1500}"#)
  }

  @Test func whatIsOutOfRangeIsLeftOut() {
    #expect(ResponseTiming(elapsed: .seconds(86_400), processAffinity: true)?.json.contains(":86400000000}") == true)
    #expect(ResponseTiming(elapsed: .seconds(86_401), processAffinity: true) == nil)
    #expect(ResponseTiming(elapsed: .zero - .nanoseconds(1), processAffinity: true) == nil)
  }

  @Test func onlyATerminalResponseCarriesIt() throws {
    let timing = try #require(ResponseTiming(elapsed: .zero, processAffinity: true))
    var response = Sample.response()
    response.timing = timing
    #expect(
      joined(response.body(for: try Sample.command())).hasSuffix(
        #""resp_code":200,"resp_type":"jsonrpc_response","resp_timing":\#(timing.json)}"#))
    for kind in [TunnelResponse.Kind.notification, .notificationAck, .sessionTermination] {
      var other = TunnelResponse(kind, code: 200)
      other.timing = timing
      #expect(!joined(other.body(for: try Sample.command())).contains("resp_timing"))
    }
  }
}
