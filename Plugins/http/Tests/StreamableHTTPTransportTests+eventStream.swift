import HTTPTransport
import Testing
import TunnelPluginKit
import TunnelPluginTesting

// Answers that come as a stream of events.
extension StreamableHTTPTransportTests {
  @Test func eventsAreForwardedAsTheyComeAndTheResponseEndsTheCall() throws {
    let (exchange, http) = try call()
    #expect(http.head(200, ["content-type": "text/event-stream"]) == .stream)
    http.data("event: ping\ndata: {}\n\nid: 1\ndata:\n\ndata: \(notification)\n\n")
    #expect(host.events.last == .emit(exchange, notification))
    http.data("data: \(response.prefix(9))")
    http.data("\(response.dropFirst(9))\n\ndata: late\n\n")
    #expect(host.events.suffix(2) == [.emit(exchange, response), .finish(exchange, .none, kind: "")])
    http.data("data: later\n\n")
    http.done()
    #expect(host.events.count == 4)
    #expect(host.pendingTimers.isEmpty)
    #expect(!http.isCancelled)
    #expect(host.liveBuffers == 0)
  }

  @Test func aStreamThatDoesNotEndAfterTheResponseIsCutAfterAMoment() throws {
    let (_, http) = try call()
    http.head(200, ["content-type": "text/event-stream"])
    http.data("data: \(response)\n\n")
    #expect(host.pendingTimers == [1_000])
    host.fireTimers()
    #expect(http.isCancelled)
    http.done(.cancelled)
    #expect(host.faults.isEmpty)
  }

  @Test func aServersRequestAndAStrayResponseDoNotEndTheCall() throws {
    let (exchange, http) = try call()
    http.head(200, ["content-type": "text/event-stream"])
    http.data(#"data: {"jsonrpc":"2.0","id":9,"method":"ping"}"# + "\n\n")
    http.data(#"data: {"jsonrpc":"2.0","id":9,"result":{}}"# + "\n\n")
    http.data("data: \(response)\n\n")
    #expect(host.events.last == .finish(exchange, .none, kind: ""))
  }

  @Test func aStreamThatEndsWithoutAResponseIsAnUnexpectedEnd() throws {
    let (exchange, http) = try call()
    http.head(200, ["content-type": "text/event-stream"])
    http.data("data: \(notification)\n\n")
    http.done()
    #expect(host.events.last == .finish(exchange, .closed, kind: "unexpected_eof"))
  }

  @Test func aStreamOfRubbishIsMalformed() throws {
    let (exchange, http) = try call()
    http.head(200, ["content-type": "text/event-stream"])
    http.data("data: rubbish\n\n")
    http.done()
    #expect(host.events.last == .finish(exchange, .protocol, kind: "malformed_json"))
  }

  @Test func aResponseThatNoBlankLineEndedCountsWhenTheStreamEnds() throws {
    let (exchange, http) = try call()
    http.head(200, ["content-type": "text/event-stream"])
    http.data("data: \(response)\n")
    http.done()
    #expect(host.events.suffix(2) == [.emit(exchange, response), .finish(exchange, .none, kind: "")])
  }

  @Test("An event that is too large ends the call and the request (HT-09, W-26)")
  func anEventThatIsTooLargeEndsTheCallAndTheRequest() throws {
    let (exchange, http) = try call()
    http.head(200, ["content-type": "text/event-stream"])
    http.data("data: \(String(repeating: "x", count: 2_000))")
    #expect(host.events.last == .finish(exchange, .protocol, kind: "response_body_too_large"))
    #expect(http.isCancelled)
    http.done(.cancelled)
    #expect(host.faults.isEmpty)
  }
}
