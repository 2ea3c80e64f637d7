import NIOCore
import RawJSON

/// The body of a poll's answer (openapi: PolledCommandList), spliced around the callers' messages.
enum CommandList {
  static func encode(_ commands: [Command]) -> [ByteBuffer] {
    var chunks: [ByteBuffer] = []
    var text = Array(#"{"commands":["#.utf8)
    for (index, command) in commands.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      appendEnvelope(of: command, to: &text)
      if case .jsonrpc(let message) = command.payload {
        text += Array(#","jsonrpc":"#.utf8)
        chunks.append(ByteBuffer(bytes: text))
        chunks.append(message)
        text.removeAll(keepingCapacity: true)
      }
      text.append(UInt8(ascii: "}"))
    }
    text += Array("]}".utf8)
    chunks.append(ByteBuffer(bytes: text))
    return chunks
  }

  private static func appendEnvelope(of command: Command, to text: inout [UInt8]) {
    let type =
      switch command.payload {
      case .jsonrpc: "jsonrpc"
      case .sessionTermination: "session_termination"
      case .oauthDiscovery: "oauth_discovery"
      }
    appendMember("{\"request_id\":", command.requestID, to: &text)
    appendMember(",\"shard_token\":", command.shardToken, to: &text)
    appendMember(",\"command_type\":", type, to: &text)
    appendMember(",\"channel\":", command.channel, to: &text)
    appendMember(",\"created_at\":", command.createdAt, to: &text)
    appendMember(",\"response_timeout\":", command.responseTimeout, to: &text)
    appendMember(",\"headers\":{", nil, to: &text)
    for (index, header) in command.headers.enumerated() {
      appendMember(index > 0 ? "," : "", header.name, to: &text)
      for (index, value) in header.values.enumerated() { appendMember(index > 0 ? "," : ":[", value, to: &text) }
      text.append(UInt8(ascii: "]"))
    }
    text.append(UInt8(ascii: "}"))
  }

  private static func appendMember(_ prefix: String, _ value: String?, to text: inout [UInt8]) {
    text += prefix.utf8
    if let value { JSONQuoting.append(value, to: &text) }
  }
}
