/// Which functions of a library are tools.
struct Manifest: Sendable {
  /// As it is opened: an absolute path, or a name for the dynamic loader.
  var library: String
  var serverName: String
  var instructions: String
  /// How many calls may be inside the library at once.
  var concurrency: Int
  var functions: [FunctionManifest]

  static let defaultServerName = "native"
  static let mostFunctions = 256
}
