/// The HTTP targets that the service may call through the harpoon channel (dataplane spec 20, 21).
public struct HarpoonSettings: Sendable, Equatable {
  /// The channel that nobody else may serve.
  public static let channel = "harpoon"

  public struct Target: Sendable, Equatable {
    public var label: String
    /// Empty where there is a template.
    public var url: String
    /// In place of a URL: a JSON object that the plugin checks.
    public var template: String?
    /// Values in the template that must not appear in any output.
    public var secrets: [String] = []
    public var unixSocket: String?
    public var description: String?
    public var source: SettingSource
  }

  public var targets: [Target] = []
  public var allowsPlaintext = false
  public var maxResponseBytes = 102_400
  public var maxRedirects = 5
  public var servesHTTP = false
  public var hostSuffixes: [String] = []
  public var hostPatterns: [String] = []
  public var includesLoopback = true
  public var includesPrivate = true
  public var capturesPayloads = false

  public init() {}
}
