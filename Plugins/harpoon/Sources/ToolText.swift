internal import TunnelPluginKit

/// The `content` and `structuredContent` of a tool's result.
enum ToolText {
  /// `text` and `structured` are JSON text, the first for models and people.
  static func write(_ text: [UInt8], structured: [UInt8], to result: inout JSONWriter) {
    block(String(decoding: text, as: UTF8.self), to: &result)
    result.key("structuredContent")
    structured.withUnsafeBytes { result.raw($0) }
    result.member("isError", false)
  }

  /// "label <label>: <reason>" (dataplane spec HA-08).
  static func write(_ failure: CallFailure, label: String, to result: inout JSONWriter) {
    block("label \(label.isEmpty ? "unknown" : label): \(failure.reason)", to: &result)
    result.member("isError", true)
  }

  private static func block(_ text: String, to result: inout JSONWriter) {
    result.key("content")
    result.array { content in
      content.object { block in
        block.member("type", "text")
        block.member("text", text)
      }
    }
  }
}
