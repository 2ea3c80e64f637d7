public import Logging
import Synchronization

/// The log handler of the process: formats, redacts, writes.
public struct TunnelLogHandler: LogHandler {
  private let label: String
  private let pipeline: LogPipeline

  public var logLevel: Logger.Level
  public var metadata: Logger.Metadata = [:]
  public var metadataProvider: Logger.MetadataProvider?

  public init(label: String, pipeline: LogPipeline, level: Logger.Level) {
    self.label = label
    self.pipeline = pipeline
    logLevel = level
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
  private let format: LogFormat
  private let sink: LogSink
  private let redactor: Redactor
  private let usesColour: Bool

  public init(format: LogFormat, sink: LogSink, redactor: Redactor) {
    self.format = format
    self.sink = sink
    self.redactor = redactor
    usesColour = format == .console && sink.isTerminal
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
