/// What a plugin's process says once its plugin serves.
struct PluginFacts: Sendable {
  var descriptor: PluginDescriptor
  var path: String
  var hasProcessAffinity: Bool
  var isStateless: Bool
  /// Nil: it adds nothing to the operator's server.
  var place: OperatorPlace?
}
