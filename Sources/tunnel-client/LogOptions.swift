import ArgumentParser
import Configuration
import LogPipeline
import Logging

struct LogOptions: ParsableArguments {
  @Option(
    name: .customLong("log.level"),
    help:
      "debug, info, warn or error; or file:/path to a file that holds it, read again on SIGHUP. [LOG_LEVEL] (default: info)"
  )
  var level: String?

  @Option(
    name: .customLong("log.format"), help: "struct-text or json; otherwise for people, on standard error. [LOG_FORMAT]")
  var format: String?

  @Option(name: .customLong("log.file"), help: "Append to this file, made with mode 0600. [LOG_FILE]")
  var file: String?

  @Option(
    name: .customLong("log.max-file-bytes"),
    help: "A log file of this size makes way for a new one; 0: never. [LOG_MAX_FILE_BYTES] (default: 104857600)")
  var maxFileBytes: String?

  @Option(
    name: .customLong("log.max-files"),
    help: "Older log files that are kept, as FILE.1 and so on. [LOG_MAX_FILES] (default: 5)")
  var maxFiles: String?

  @Option(
    name: .customLong("admin-ui.log-buffer-events"),
    help: "Records that the page can show, 1 to 100000. [ADMIN_UI_LOG_BUFFER_EVENTS] (default: 2000)")
  var bufferEvents: String?

  @Flag(
    name: .customLong("log.http-raw-unsafe"),
    help: "At debug, log HTTP messages whole, polls aside: user data, but no secrets. [LOG_HTTP_RAW_UNSAFE]")
  var dumpsHTTP = false

  var flags: [SettingKey: [String]] {
    [
      .logLevel: level.array, .logFormat: format.array, .logFile: file.array, .logMaxFileBytes: maxFileBytes.array,
      .logMaxFiles: maxFiles.array, .logBufferEvents: bufferEvents.array, .logHTTPRawUnsafe: dumpsHTTP ? ["true"] : [],
    ]
  }

  /// Sets the process's logging up and returns a logger for it, and what stands behind all loggers.
  static func start(
    _ settings: Settings.Log, redactor: Redactor = Redactor()
  ) throws(Failure) -> (logger: Logger, pipeline: LogPipeline) {
    let format: LogFormat =
      switch settings.format {
      case .console: .console
      case .structText: .structText
      case .json: .json
      }
    let sink: LogSink
    do {
      sink =
        try settings.file.map { path throws(LogFileFailure) in
          try LogSink(
            path: path,
            rotation: LogRotation(
              maxBytes: settings.maxFileBytes > 0 ? settings.maxFileBytes : nil, maxFiles: settings.maxFiles))
        }
        ?? (settings.format == .console ? .standardError : .standardOutput)
    } catch {
      throw Failure("--log.file: \(error); choose a folder that you can write to")
    }
    let pipeline = LogPipeline(
      format: format, sink: sink, redactor: redactor, level: Logger.Level(setting: settings.level),
      historyCount: settings.bufferEvents)
    LoggingSystem.bootstrap { label in TunnelLogHandler(label: label, pipeline: pipeline) }
    return (Logger(label: "process"), pipeline)
  }
}

extension Logger.Level {
  init(setting: String) {
    self =
      switch setting {
      case "debug": .debug
      case "warn": .warning
      case "error": .error
      default: .info
      }
  }
}

extension String? {
  /// The value as a list of what was given.
  var array: [String] { map { [$0] } ?? [] }
}
