internal import TunnelNativeCalls

/// One function of a manifest: which symbol it is, and what kind of tool is made of it.
struct FunctionManifest: Sendable {
  /// When a result means that the function failed.
  enum FailureRule: String, Sendable, CaseIterable {
    case nonzero
    case negative
    case zero
    /// A NULL string.
    case null
  }

  /// The tool's.
  var name: String
  var title: String?
  var summary: String?
  var signature: NativeSignature
  /// In the order of the signature.
  var parameters: [ParameterRule]
  /// A symbol that frees a string result.
  var release: String?
  var failure: FailureRule?
  /// What gives the words for a failure: a function without arguments, or with the result as its one.
  var message: NativeSignature?
  /// MCP's hints, as far as the manifest has them.
  var annotations: [(name: String, value: Bool)] = []
  /// So long a caller waits; nil: as long as the tunnel lets it.
  var timeoutMilliseconds: UInt64?
}
