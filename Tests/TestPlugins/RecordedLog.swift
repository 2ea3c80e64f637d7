public import Logging
import Synchronization

/// A log for a test to look into.
public final class RecordedLog: Sendable {
  public struct Line: Sendable {
    public let level: Logger.Level
    public let text: String
    public let metadata: Logger.Metadata
  }

  private let stored = Mutex<[Line]>([])

  public init() {}

  public var lines: [Line] { stored.withLock { $0 } }
  public var warnings: [String] { lines.filter { $0.level >= .warning }.map(\.text) }

  public var logger: Logger {
    Logger(label: "test") { _ in Handler(log: self) }
  }

  private struct Handler: LogHandler {
    let log: RecordedLog
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let all = metadata.merging(event.metadata ?? [:]) { $1 }
      log.stored.withLock { $0.append(Line(level: event.level, text: "\(event.message)", metadata: all)) }
    }
  }
}
