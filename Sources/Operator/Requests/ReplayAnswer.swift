/// What became of a message that was sent to an MCP server again, from here.
public struct ReplayAnswer: Sendable {
  /// How it ended.
  public var status: RequestRecord.Status
  /// The code that a caller of the tunnel would have got.
  public var code: Int
  /// The server's messages, each complete JSON; the answer is the last one.
  public var messages: [[UInt8]]
  /// Messages that were too large to keep.
  public var omitted: Int
  /// Until the plugin was called, in microseconds.
  public var pluginMicroseconds: Int64
  /// From there to the answer, in microseconds.
  public var mcpMicroseconds: Int64
  /// Why it did not end well.
  public var failure: RequestFailure?

  /// An answer.
  public init(
    status: RequestRecord.Status, code: Int, messages: [[UInt8]], omitted: Int, pluginMicroseconds: Int64,
    mcpMicroseconds: Int64, failure: RequestFailure?
  ) {
    self.status = status
    self.code = code
    self.messages = messages
    self.omitted = omitted
    self.pluginMicroseconds = pluginMicroseconds
    self.mcpMicroseconds = mcpMicroseconds
    self.failure = failure
  }

  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      object.member("status", status.rawValue)
      object.member("http_status", code)
      object.member("messages") { $0.array(messages) { message, writer in writer.value(encoded: message) } }
      if omitted > 0 { object.member("omitted", omitted) }
      object.member("timing") { value in
        value.object { timing in
          timing.member("plugin_us", Int(pluginMicroseconds))
          timing.member("mcp_us", Int(mcpMicroseconds))
          timing.member("total_us", Int(pluginMicroseconds + mcpMicroseconds))
        }
      }
      if let failure {
        object.member("error") { value in
          value.object { error in
            error.member("source", failure.source.rawValue)
            error.member("kind", failure.kind)
            error.member("text", failure.text)
          }
        }
      }
    }
    return writer.bytes
  }
}
