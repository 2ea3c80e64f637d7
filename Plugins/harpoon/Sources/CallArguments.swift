internal import TunnelPluginKit
internal import TunnelPluginMCP

/// What `call_target` was asked to do.
struct CallArguments {
  let label: String
  let method: CallMethod
  let headers: [(name: String, value: String)]
  let body: [UInt8]
  let timeoutMilliseconds: Int
  let maxResponseBytes: Int
  let followsRedirects: Bool
  let maxRedirects: Int

  static let timeouts = 100...120_000
  static let defaultTimeout = 30_000

  /// A GET that follows no redirect.
  init(
    label: String, method: CallMethod, headers: [(name: String, value: String)], timeoutMilliseconds: Int,
    maxResponseBytes: Int
  ) {
    self.label = label
    self.method = method
    self.headers = headers
    self.timeoutMilliseconds = timeoutMilliseconds
    self.maxResponseBytes = maxResponseBytes
    body = []
    followsRedirects = false
    maxRedirects = 0
  }

  init(_ arguments: JSONSlice?, _ settings: HarpoonSettings) throws(RPCError) {
    let reader = try ArgumentReader(
      arguments,
      [
        "label", "method", "headers", "body", "timeout_ms", "max_response_bytes", "follow_redirects", "max_redirects",
      ])
    label = try reader.required("label")
    guard Target.isLabel(label) else { throw ArgumentReader.invalid("label does not match its pattern") }
    guard let method = CallMethod(rawValue: try reader.required("method")) else {
      throw ArgumentReader.invalid("method must be GET, POST or PUT")
    }
    self.method = method
    headers = try reader.headers("headers")
    body = Array((try reader.string("body") ?? "").utf8)
    timeoutMilliseconds = try reader.integer("timeout_ms", in: Self.timeouts) ?? Self.defaultTimeout
    maxResponseBytes =
      try reader.integer("max_response_bytes", in: 1...settings.maxResponseBytes) ?? settings.maxResponseBytes
    followsRedirects = try reader.bool("follow_redirects") ?? true
    maxRedirects = try reader.integer("max_redirects", in: 0...settings.maxRedirects) ?? settings.maxRedirects
  }
}
