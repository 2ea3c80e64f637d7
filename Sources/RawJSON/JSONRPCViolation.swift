/// The rule of JSON-RPC 2.0 that valid JSON breaks.
public enum JSONRPCViolation: Sendable, Hashable {
  /// An array. MCP has no batches since 2025-06-18.
  case batch
  case notAnObject
  case missingVersion
  case wrongVersion
  /// One of the members that JSON-RPC defines occurs twice: two readers could see two different messages.
  case duplicateMember(String)
  case invalidID
  case invalidMethod
  case resultAndError
  case methodAndAnswer
  /// A result answers a request, so it needs that request's id.
  case resultWithoutID
  case neitherMethodNorAnswer
}

extension JSONRPCViolation: CustomStringConvertible {
  public var description: String {
    switch self {
    case .batch: "a batch is not accepted"
    case .notAnObject: "a JSON-RPC message is an object"
    case .missingVersion: "member 'jsonrpc' is missing"
    case .wrongVersion: "'jsonrpc' must be \"2.0\""
    case .duplicateMember(let name): "member '\(name)' occurs twice"
    case .invalidID: "'id' must be a string or a number"
    case .invalidMethod: "'method' must be a string"
    case .resultAndError: "'result' and 'error' exclude each other"
    case .methodAndAnswer: "'method' and 'result' or 'error' exclude each other"
    case .resultWithoutID: "'result' needs an 'id'"
    case .neitherMethodNorAnswer: "neither 'method' nor 'result' nor 'error'"
    }
  }
}
