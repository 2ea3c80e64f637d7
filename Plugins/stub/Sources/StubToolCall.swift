internal import TunnelPluginKit
internal import TunnelPluginMCP

/// What a tool may look at in the request that calls it; borrowed.
struct StubToolCall {
  let tool: String
  let arguments: JSONSlice?
  let era: ProtocolEra
  let meta: JSONSlice?
  /// The client's answers to what the tool has asked for (MCP 2026-07-28, `inputResponses`).
  let inputResponses: JSONSlice?

  init(tool: String, request: RPCRequest, era: ProtocolEra) {
    self.tool = tool
    arguments = request.parameters?["arguments"]
    self.era = era
    meta = request.meta
    inputResponses = request.parameters?["inputResponses"]
  }

  /// The schemas say `additionalProperties: false`.
  func requireOnly(_ names: [String]) throws(RPCError) {
    guard let arguments, arguments.kind != .null else { return }
    guard arguments.kind == .object else { throw .invalidParameters("arguments must be an object") }
    for member in arguments.members {
      let name = member.name.string ?? ""
      guard names.contains(name) else {
        throw .invalidParameters("arguments.\(name) is not a parameter of \(tool)")
      }
    }
  }

  /// A whole number among the arguments.
  func integer(_ name: String, in range: ClosedRange<Int>, default fallback: Int) throws(RPCError) -> Int {
    guard let slice = arguments?[name] else { return fallback }
    guard let value = slice.integer, range.contains(Int(value)) else {
      throw .invalidParameters(
        "arguments.\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return Int(value)
  }

  /// A length of time in seconds, as milliseconds.
  func milliseconds(_ name: String, atMost limit: Double, default fallback: Double) throws(RPCError) -> UInt64 {
    guard let slice = arguments?[name] else { return UInt64(fallback * 1000) }
    guard slice.kind == .number, let seconds = Double(String(decoding: slice.bytes, as: UTF8.self)),
      (0...limit).contains(seconds)
    else { throw .invalidParameters("arguments.\(name) must be a number of seconds from 0 to \(Int(limit))") }
    return UInt64(seconds * 1000)
  }
}
