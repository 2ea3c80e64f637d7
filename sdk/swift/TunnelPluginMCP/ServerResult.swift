public import TunnelPluginKit

/// The `result` of a response. What 2026-07-28 added is written for modern callers only.
public enum ServerResult {
  /// `ping`
  case empty
  case initialize(version: String)
  case discover
  case tools(ProtocolEra)
  /// A legacy method whose whole result is this JSON text, without its braces.
  case members((inout JSONWriter) -> Void)
  /// `resultType` is "complete" or "input_required"; legacy callers do not see it.
  case call(ProtocolEra, resultType: String, (inout JSONWriter) -> Void)
}
