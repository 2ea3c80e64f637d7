internal import TunnelPluginKit

/// A JSON-RPC error that the stub answers.
enum RPCError: Error, Equatable {
  case methodNotFound(String)
  case invalidParameters(String)
  /// MCP 2026-07-28 `UnsupportedProtocolVersionError`.
  case unsupportedVersion(requested: String)
  /// MCP 2026-07-28 `MissingRequiredClientCapabilityError`.
  case missingCapability(String)

  var code: Int {
    switch self {
    case .methodNotFound: -32601
    case .invalidParameters: -32602
    case .unsupportedVersion: -32022
    case .missingCapability: -32021
    }
  }

  var message: String {
    switch self {
    case .methodNotFound(let method): "Method not found: \(method)"
    case .invalidParameters(let problem): "Invalid params: \(problem)"
    case .unsupportedVersion: "Unsupported protocol version"
    case .missingCapability(let name): "Missing required client capability: \(name)"
    }
  }

  func write(to writer: inout JSONWriter) {
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
