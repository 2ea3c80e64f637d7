/// What a plugin adds to the operator's server.
public struct PluginEndpoint: Sendable {
  public var id: String
  /// Paths whose GET is control; one that ends with a slash stands for everything below it.
  public var controlPaths: [String]
  /// The path below the mount where the panel's script is; nil: none.
  public var panelScript: String?
  public var serve: @Sendable (PluginCall) async -> PluginAnswer

  public init(
    id: String, controlPaths: [String] = [], panelScript: String? = nil,
    serve: @escaping @Sendable (PluginCall) async -> PluginAnswer
  ) {
    self.id = id
    self.controlPaths = controlPaths
    self.panelScript = panelScript
    self.serve = serve
  }

  func isControl(_ path: String) -> Bool {
    controlPaths.contains { $0.hasSuffix("/") ? path.hasPrefix($0) : path == $0 }
  }
}
