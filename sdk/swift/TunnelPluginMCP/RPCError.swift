public import TunnelPluginKit

/// A JSON-RPC error that a server answers.
public enum RPCError: Error, Equatable, Sendable {
  case methodNotFound(String)
  case invalidParameters(String)
  /// MCP 2026-07-28 `UnsupportedProtocolVersionError`.
  case unsupportedVersion(requested: String)
  /// MCP 2026-07-28 `MissingRequiredClientCapabilityError`.
  case missingCapability(String)
  /// One of the server's own, in its own words.
  case other(code: Int, message: String)

  public var code: Int {
    switch self {
    case .methodNotFound: -32601
    case .invalidParameters: -32602
    case .unsupportedVersion: -32022
    case .missingCapability: -32021
    case .other(let code, _): code
    }
  }

  public var message: String {
    switch self {
    case .methodNotFound(let method): "Method not found: \(method)"
    case .invalidParameters(let problem): "Invalid params: \(problem)"
    case .unsupportedVersion: "Unsupported protocol version"
    case .missingCapability(let name): "Missing required client capability: \(name)"
    case .other(_, let message): message
    }
  }

  public func write(to writer: inout JSONWriter) {
    writer.object { error in
      error.member("code", code)
      error.member("message", message)
      if case .unsupportedVersion(let requested) = self {
        error.key("data")
        error.object { data in
          data.member("supported", ProtocolEra.supportedVersions)
          data.member("requested", requested)
        }
      }
      if case .missingCapability(let name) = self {
        error.key("data")
        error.raw(#"{"requiredCapabilities":{"\#(name)":{}}}"#)
      }
    }
  }
}
