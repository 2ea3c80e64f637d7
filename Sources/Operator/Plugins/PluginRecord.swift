/// A loaded plugin, as the operator sees it.
public struct PluginRecord: Sendable, Equatable {
  public var id: String
  public var version: String
  public var vendor: String
  /// One line for people.
  public var summary: String
  /// The library's file.
  public var path: String
  /// Why the file was looked for there; empty when that is not known.
  public var origin: String
  /// Of the file; nil when it cannot be read.
  public var sha256: String?
  public var extensions: [String]
  /// Host services that it may use.
  public var grants: [String]
  /// Those that it asked for and did not get.
  public var denied: [String]
  /// The channels that it serves; empty for a service.
  public var channels: [String]
  /// `none` or `process`.
  public var isolation: String
  /// Its own process; nil when it has none.
  public var pid: Int?
  public var restarts: Int
  /// How often it broke the contract.
  public var faults: Int
  /// Its name below `/api/`; nil when it adds nothing there.
  public var mount: String?
  public var panel: Panel?
  /// JSON Schema of its configuration; nil when it takes none.
  public var configurationSchema: String?

  /// What it counts.
  public var metrics: [Metric] = []

  /// All series of one name.
  public struct Metric: Sendable, Equatable {
    public var name: String
    /// `counter`, `gauge` or `histogram`.
    public var kind: String
    public var series: Int

    public init(name: String, kind: String, series: Int) {
      self.name = name
      self.kind = kind
      self.series = series
    }
  }

  /// A tab of the page.
  public struct Panel: Sendable, Equatable {
    public var title: String
    /// Whether the plugin has a script for it; else the page has the tab.
    public var hasScript: Bool

    public init(title: String, hasScript: Bool) {
      self.title = title
      self.hasScript = hasScript
    }
  }

  public init(
    id: String, version: String, vendor: String, summary: String, path: String, origin: String, extensions: [String],
    grants: [String], denied: [String], channels: [String], isolation: String, faults: Int,
    configurationSchema: String?
  ) {
    self.id = id
    self.version = version
    self.vendor = vendor
    self.summary = summary
    self.path = path
    self.origin = origin
    self.extensions = extensions
    self.grants = grants
    self.denied = denied
    self.channels = channels
    self.isolation = isolation
    self.faults = faults
    self.configurationSchema = configurationSchema
    restarts = 0
  }
}
