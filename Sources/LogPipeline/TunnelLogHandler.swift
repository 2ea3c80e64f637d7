public import Logging
import Synchronization

/// The log handler of the process: formats, redacts, writes.
public struct TunnelLogHandler: LogHandler {
  private let label: String
  private let pipeline: LogPipeline

  private var ownLevel: Logger.Level?
  public var metadata: Logger.Metadata = [:]
  public var metadataProvider: Logger.MetadataProvider?

  public init(label: String, pipeline: LogPipeline) {
    self.label = label
    self.pipeline = pipeline
  }

  /// The process's level, unless this logger was given one of its own.
  public var logLevel: Logger.Level {
    get { ownLevel ?? pipeline.level }
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
    fields["component"] = fields["component"] ?? "\(label)"
    pipeline.write(LogRecord(time: .now, level: event.level, message: "\(event.message)", fields: fields))
  }
}

/// What all handlers of the process share.
public final class LogPipeline: Sendable {
  private let currentLevel: Mutex<Logger.Level>
  private let format: LogFormat
  private let sink: LogSink
  private let redactor: Redactor
  private let usesColour: Bool

  public init(format: LogFormat, sink: LogSink, redactor: Redactor, level: Logger.Level = .info) {
    currentLevel = Mutex(level)
    self.format = format
    self.sink = sink
    self.redactor = redactor
    usesColour = format == .console && sink.isTerminal
  }

  /// What is written; may be changed at any time, from any thread.
  public var level: Logger.Level {
    get { currentLevel.withLock(\.self) }
    set { currentLevel.withLock { $0 = newValue } }
  }

  func write(_ record: LogRecord) {
    let line =
      switch format {
      case .console: record.console(colour: usesColour)
      case .structText: record.structText
      case .json: record.json
      }
    sink.write(redactor.redact(line) + "\n")
  }
}
