import CurlHTTP
import NIOCore
import Testing

@testable import ControlPlane

/// Where a trace context goes in a message, and when it does not (user needs 4.1).
@Suite struct TraceContextSpliceTests {
  private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
  private static let fields = #""traceparent":"\#(parent)","tracestate":"a=1""#

  private func spliced(_ json: String) throws -> String? {
    let context = try #require(TraceContext(parent: Self.parent, state: "a=1"))
    return TraceContextSplice.splice(context, into: ByteBuffer(string: json)).map { String(buffer: $0) }
  }

  @Test(
    "It goes between the bytes that are there",
    arguments: [
      (
        #"{"method":"m","params":{"_meta":{"k":1.0}, "x" : 1e1}}"#,
        #"{"method":"m","params":{"_meta":{\#(fields),"k":1.0}, "x" : 1e1}}"#
      ),
      (#"{"method":"m","params":{"_meta":{ } }}"#, #"{"method":"m","params":{"_meta":{\#(fields) } }}"#),
      (#"{"method":"m","params":{"x":1}}"#, #"{"method":"m","params":{"_meta":{\#(fields)},"x":1}}"#),
      (#"{"method":"m","params":{}}"#, #"{"method":"m","params":{"_meta":{\#(fields)}}}"#),
      (#"{ "method":"m"}"#, #"{"params":{"_meta":{\#(fields)}}, "method":"m"}"#),
    ])
  func place(before: String, after: String) throws {
    #expect(try spliced(before) == after)
  }

  @Test(
    "A request without a clear place for it stays as it is",
    arguments: [
      #"{"result":{}}"#, #"{"method":"m","params":[]}"#, #"{"method":"m","params":null}"#,
      #"{"method":"m","params":{"_meta":null}}"#, #"{"method":"m","params":{"_meta":[]}}"#,
      #"{"method":"m","params":{"x":1,"x":1}}"#, #"{"method":"m","params":{"x":1,"\u0078":1}}"#,
      #"{"method":"m","params":{"_meta":{"a":1,"a":1}}}"#, #"{"method":"m","params":{},"params":{}}"#,
      #"{"method":"m","params":{"_meta":{"traceparent":""}}}"#, #"{"method":"m","params":{"_meta":{"tracestate":1}}}"#,
      #"{"method":"m","params":{"_meta":{"#, "",
    ])
  func untouched(json: String) throws {
    #expect(try spliced(json) == nil)
  }

  private func payload(_ members: String, forwards: Bool = true) -> String? {
    let message = #"{"jsonrpc":"2.0","id":7,"method":"ping","params":{}}"#
    let element = #"{\#(members),"request_id":"r","shard_token":"s","jsonrpc":\#(message)}"#
    let item = CommandDecoder.decode(ByteBuffer(string: element), receivedAt: .now, forwardsTraceContext: forwards)
    guard case .command(let command) = item, command.id.map({ String(buffer: $0) }) == "7", command.method == "ping"
    else { return nil }
    return String(buffer: command.payload)
  }

  private let plain = #"{"jsonrpc":"2.0","id":7,"method":"ping","params":{}}"#
  private let context = #""trace_context":{"traceparent":"\#(parent)","tracestate":"a=1"}"#

  @Test func aCommandsTraceContextReachesItsMessage() {
    #expect(payload(context) == #"{"jsonrpc":"2.0","id":7,"method":"ping","params":{"_meta":{\#(Self.fields)}}}"#)
    #expect(payload(context, forwards: false) == plain)
  }

  @Test(arguments: [
    #""trace_context":null"#, #""trace_context":{}"#, #""trace_context":{"traceparent":"x"}"#,
    #""trace_context":{"traceparent":"\#(parent)","tracestate":7}"#,
    #""trace_context":{"traceparent":"\#(parent)","tracestate":"A"}"#,
  ]) func anOddTraceContextIsLeftOut(members: String) {
    #expect(payload(members) == plain)
  }

  @Test(arguments: ["traceparent", "TraceState"]) func aCallersOwnHeadersComeFirst(name: String) {
    #expect(payload(#"\#(context),"headers":{"\#(name)":["x"]}"#) == plain)
  }
}
