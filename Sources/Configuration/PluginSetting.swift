/// An entry of a profile's `plugins.load`: what must be true of a plugin before it is used.
public struct PluginSetting: Sendable, Equatable {
  /// Reverse DNS.
  public var id: String
  /// A version constraint as written, such as `^1.2`; nil: any.
  public var version: String?
  /// Of the library's file, 64 lowercase hex digits; nil: any.
  public var sha256: String?
  /// Host services that it may use; nil: all that it asks for.
  public var grants: [String]?
  /// nil: what the plugin asks for.
  public var isolation: Isolation?
  /// A JSON object under the configuration of every binding that uses the plugin.
  public var configuration: String
  public var source: SettingSource
  /// Values in the configuration that must not appear in any output.
  public var secrets: [String]
}
