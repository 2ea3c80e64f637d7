import ArgumentParser
import Configuration
import LogPipeline
import Logging

struct LogOptions: ParsableArguments {
  @Option(
    name: NameSpecification(setting: .logLevel), help: ArgumentHelp(setting: .logLevel),
    completion: Completions.levels)
  var level: String?

  @Option(
    name: NameSpecification(setting: .logFormat), help: ArgumentHelp(setting: .logFormat),
    completion: Completions.formats)
  var format: String?

  @Option(name: NameSpecification(setting: .logFile), help: ArgumentHelp(setting: .logFile), completion: .file())
  var file: String?

  @Option(name: NameSpecification(setting: .logMaxFileBytes), help: ArgumentHelp(setting: .logMaxFileBytes))
  var maxFileBytes: String?

  @Option(name: NameSpecification(setting: .logMaxFiles), help: ArgumentHelp(setting: .logMaxFiles))
  var maxFiles: String?

  @Flag(
    name: NameSpecification(setting: .logHTTPRawUnsafe), inversion: .prefixedNo,
    help: ArgumentHelp(setting: .logHTTPRawUnsafe))
  var dumpsHTTP: Bool?

  var flags: [SettingKey: [String]] {
    [
      .logLevel: level.array, .logFormat: format.array, .logFile: file.array, .logMaxFileBytes: maxFileBytes.array,
      .logMaxFiles: maxFiles.array, .logHTTPRawUnsafe: dumpsHTTP.array,
    ]
  }

  /// Sets the process's logging up and returns a logger for it, and what stands behind all loggers.
  static func start(
    _ settings: Settings.Log, redactor: Redactor = Redactor(), historyCount: Int = 2000
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
      historyCount: historyCount)
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
