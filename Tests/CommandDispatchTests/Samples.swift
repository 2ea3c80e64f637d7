import CurlHTTP
import NIOCore
import PluginHost
import RawJSON

@testable import CommandDispatch
@testable import ControlPlane

enum Sample {
  static func command(
    _ json: String = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, channel: String = "main"
  ) throws -> Command {
    let payload = ByteBuffer(string: json)
    let message = try payload.withUnsafeReadableBytes { try JSONRPCMessage.scan($0) }
    return command(.message(message), payload: payload, channel: channel)
  }

  static func command(
    _ kind: Command.Kind, payload: ByteBuffer = ByteBuffer(), channel: String = "main"
  ) -> Command {
    Command(
      kind: kind, requestID: "r1", shardToken: "s1", channel: channel, headers: HTTPFields(), payload: payload,
      receivedAt: .now, deadline: nil)
  }

  static func notification() throws -> Command { try command(#"{"jsonrpc":"2.0","method":"notifications/x"}"#) }
}

extension TunnelResponse {
  /// Status, type, headers and JSON in one line.
  var line: String {
    var text = "\(code) \(kind.rawValue)"
    for index in 0..<headers.count { text += " \(headers.name(at: index))=\(headers.value(at: index))" }
    if let json { text += " " + json.map { String(buffer: $0) }.joined() }
    return text
  }
}
