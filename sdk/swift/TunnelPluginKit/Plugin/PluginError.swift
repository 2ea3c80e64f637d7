/// Why a plugin or the host refused, for a person to read: one line that names the key and the fix.
public struct PluginError: Error, Equatable, Sendable, CustomStringConvertible {
  public let status: PluginStatus
  public let message: String

  public init(_ status: PluginStatus, _ message: String) {
    self.status = status
    self.message = message
  }

  public var description: String { message }

  /// A setting of the configuration that cannot be used.
  public static func configuration(_ key: String, _ problem: String) -> PluginError {
    PluginError(.invalid, "\(key): \(problem)")
  }
}
