/// What became of a channel when new builds of plugins were to take over.
public struct PluginReload: Sendable, Equatable {
  public enum Outcome: String, Sendable {
    case replaced
    /// There is no new build.
    case unchanged
    /// The new one cannot serve, so the former one goes on.
    case kept
  }

  /// The plugin's.
  public var id: String
  public var channel: String
  public var outcome: Outcome
  /// Of what serves now.
  public var version: String
  /// Of what served before; nil when that is the same.
  public var former: String?
  /// Why the new one cannot serve.
  public var error: String?

  public init(id: String, channel: String, outcome: Outcome, version: String, former: String?, error: String?) {
    self.id = id
    self.channel = channel
    self.outcome = outcome
    self.version = version
    self.former = former
    self.error = error
  }

  func write(to writer: inout JSONWriter) {
    writer.object { object in
      object.member("id", id)
      object.member("channel", channel)
      object.member("outcome", outcome.rawValue)
      object.member("version", version)
      if let former { object.member("former_version", former) }
      if let error { object.member("error", error) }
    }
  }
}
