/// The auth provider that a plugin's process opens beside its binding.
struct AuthOpening: Sendable {
  var requirement: PluginRequirement
  /// A JSON object; it may hold secrets.
  var configuration: String
  /// The URL that the provider is told.
  var target: String
}
