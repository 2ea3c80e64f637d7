public import Logging

/// The log handler of the process: formats, redacts, writes.
public struct TunnelLogHandler: LogHandler {
  private let label: String
  private let pipeline: LogPipeline

  private var ownLevel: Logger.Level?
  /// Which part of the program speaks: what its metadata say, else the label.
  private var component: String
  public var metadata: Logger.Metadata = [:] {
    didSet { component = metadata["component"].map { "\($0)" } ?? label }
  }
  public var metadataProvider: Logger.MetadataProvider?

  public init(label: String, pipeline: LogPipeline) {
    self.label = label
    component = label
    self.pipeline = pipeline
  }

  /// The level of the component, else of the process, unless this logger was given one of its own.
  public var logLevel: Logger.Level {
    get { ownLevel ?? pipeline.levels.effective(component) }
    set { ownLevel = newValue }
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    // Keys are unique: what is said at the call wins over what the logger carries (dataplane spec W-62).
    var fields = metadata
    if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
    if let own = event.metadata { fields.merge(own) { $1 } }
    fields["component"] = fields["component"] ?? "\(component)"
    pipeline.write(.now, event.level, "\(event.message)", fields)
  }
}
