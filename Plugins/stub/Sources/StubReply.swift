internal import TunnelPluginKit

/// A response and what comes before it.
struct StubReply {
  let pace: ToolOutcome.Pace
  let response: [UInt8]

  /// How often to wait before the response.
  var pauses: Int { pace.milliseconds > 0 ? max(1, pace.steps) : 0 }

  /// The progress notification of a step, counted from 1; nil when nobody asked for it.
  func notification(step: Int) -> [UInt8]? {
    guard let token = pace.token, step <= pace.steps else { return nil }
    var writer = JSONWriter()
    writer.object { message in
      message.member("jsonrpc", "2.0")
      message.member("method", "notifications/progress")
      message.key("params")
      message.object { params in
        params.key("progressToken")
        token.withUnsafeBytes { params.raw($0) }
        params.member("progress", step)
        params.member("total", pace.steps)
        params.member("message", "step \(step) of \(pace.steps)")
      }
    }
    return writer.bytes
  }
}
