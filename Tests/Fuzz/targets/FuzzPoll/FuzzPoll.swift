import CurlHTTP
import FuzzInput
import Glibc
import NIOCore
import RawJSON

@testable import ControlPlane

@main
enum Program {
  static func main() {
    exit(runFuzzer())
  }
}

/// Decodes a poll's answer, answers each command in it, and reads the answer again: what is echoed must be what was sent.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPoll(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = FuzzInput(start, count)
  let body = ByteBuffer(bytes: input.bytes)
  let items: [PolledItem]
  do throws(JSONError) {
    items = try PollDecoder.decode(body, receivedAt: .now)
  } catch {
    return 0
  }
  for item in items {
    switch item {
    case .command(let command):
      check(command)
      if case .message(let message) = command.kind {
        precondition(message.kind != .request || command.id != nil, "a request without an id")
      }
    case .rejected(let command, _): check(command)
    case .dropped(let reason): precondition(!reason.isEmpty)
    }
  }
  return 0
}

private func check(_ command: Command) {
  precondition(!command.requestID.isEmpty && !command.shardToken.isEmpty)
  precondition(ChannelName.canonical(command.channel) == command.channel, "the channel's name is not canonical")
  _ = command.method
  let json = [ByteBuffer(string: "{\"id\":"), command.id ?? ByteBuffer(string: "null"), ByteBuffer(string: "}")]
  let headers = ResponseHeaders.filtered(command.headers, contentType: .ofMessage)
  let response = TunnelResponse(.response, code: 200, headers: headers, json: json)
  let body = response.body(for: command).reduce(into: ByteBuffer()) { $0.writeImmutableBuffer($1) }
  let whole: Void? = try? body.slicing { bytes throws(JSONError) in
    var cursor = JSONCursor(bytes)
    _ = try cursor.skipValue()
    try cursor.end()
  }
  precondition(whole != nil, "the answer is not JSON: \(String(buffer: body))")
  precondition(body.jsonString(at: "/request_id") == command.requestID, "another request id")
  precondition(body.jsonString(at: "/channel") == command.channel)
}
