import ArgumentParser
import Configuration
import LogPipeline
import Logging

struct LogOptions: ParsableArguments {
  @Option(name: NameSpecification(setting: .logLevel), help: ArgumentHelp(setting: .logLevel))
  var level: String?

  @Option(name: NameSpecification(setting: .logFormat), help: ArgumentHelp(setting: .logFormat))
  var format: String?

  @Option(name: NameSpecification(setting: .logFile), help: ArgumentHelp(setting: .logFile))
  var file: String?

  var flags: [SettingKey: [String]] {
    [
      .logLevel: level.array, .logFormat: format.array, .logFile: file.array,
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
        try settings.file.map { path throws(LogFileFailure) in try LogSink(path: path) }
        ?? (settings.format == .console ? .standardError : .standardOutput)
    } catch {
      throw Failure("--log.file: \(error); choose a folder that you can write to")
    }
    let pipeline = LogPipeline(
      format: format, sink: sink, redactor: redactor, level: Logger.Level(setting: settings.level))
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
