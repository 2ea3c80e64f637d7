import Glibc
public import Logging
import Synchronization
public import Telemetry

/// What all log handlers of the process share: a record passes the level, then the redaction, then goes to the stream
/// and into the history. Nothing sees a record before the redaction (W-44).
public final class LogPipeline: Sendable {
  /// The levels in force.
  public let levels: LogLevels
  /// The last records.
  public let history: EventHistory<LogEntry>
  /// What takes the secrets out.
  public let redactor: Redactor
  /// Where lines go.
  public let sink: LogSink
  private let format: LogFormat
  private let usesColour: Bool
  /// On every record that is for machines.
  private let identity = Mutex<[LogAttribute]>([])

  /// A pipeline that nothing passes yet.
  ///
  /// - Parameters:
  ///   - format: how lines look.
  ///   - sink: where they go.
  ///   - redactor: what takes the secrets out.
  ///   - level: of the process, to begin with.
  ///   - historyCount: the most records that are kept in memory, 1 to 100000 (`admin_ui.log_buffer_events`).
  ///   - historyBytes: the most bytes that they may take.
  public init(
    format: LogFormat, sink: LogSink, redactor: Redactor, level: Logger.Level = .info, historyCount: Int = 2000,
    historyBytes: Int = 8 << 20
  ) {
    levels = LogLevels(process: level)
    history = EventHistory(maxCount: min(max(historyCount, 1), 100_000), maxBytes: historyBytes)
    self.format = format
    self.sink = sink
    self.redactor = redactor
    usesColour = format == .console && sink.isTerminal
  }

  /// The level of the process; may be changed at any time, from any thread.
  public var level: Logger.Level {
    get { levels.process }
    set { levels.set(newValue, for: .process) }
  }

  /// From now on every record carries these, unless it says something else under the same name (operator spec 7.3.3,
  /// W-21); lines for people do not show them.
  public func identify(_ attributes: KeyValuePairs<String, String>) {
    let attributes = attributes.map { LogAttribute(name: $0.key, value: $0.value) }
    identity.withLock { $0 = attributes }
  }

  func write(_ time: WallTime, _ level: Logger.Level, _ message: String, _ fields: Logger.Metadata) {
    let message = redactor.redact(message)
    let own = fields.map { LogAttribute(name: $0.key, value: redactor.redact($0.value, of: $0.key)) }
      .sorted { $0.name < $1.name }
    let all = (own + identity.withLock(\.self).filter { fields[$0.name] == nil }).sorted { $0.name < $1.name }
    let record = LogRecord(time: time, level: level, message: message, attributes: all)
    let line =
      switch format {
      case .console:
        // A person knows which client this is: the same two words on every line would hide the rest.
        LogRecord(time: time, level: level, message: message, attributes: own).console(colour: usesColour)
      case .structText: record.structText
      case .json: record.json
      }
    let loss = sink.write(line + "\n")
    let entry = LogEntry(record)
    history.append(entry, bytes: entry.bytes)
    guard let loss else { return }
    write(
      .now, .warning, "log records were lost: nothing could be written; the history of the API has them",
      ["component": "log", "count": "\(loss.count)", "reason": "\(String(cString: strerror(loss.reason)))"])
  }
}

extension Redactor {
  /// The value of an attribute as text. What a dictionary holds under a secret's name is replaced as well.
  fileprivate func redact(_ value: Logger.MetadataValue, of name: String) -> String {
    if SensitiveName.isAttribute(name) { return redact("\(value)", of: name) }
    switch value {
    case .string(let text): return redact(text)
    case .stringConvertible(let value): return redact("\(value)")
    case .array, .dictionary: return "\(cleaned(value))"
    }
  }

  private func cleaned(_ value: Logger.MetadataValue) -> Logger.MetadataValue {
    switch value {
    case .array(let values): .array(values.map(cleaned))
    case .dictionary(let members):
      .dictionary(
        Dictionary(
          uniqueKeysWithValues: members.map { name, value in
            (name, SensitiveName.isAttribute(name) ? .string(Self.mark) : cleaned(value))
          }))
    case .string, .stringConvertible: .string(redact("\(value)"))
    }
  }
}
