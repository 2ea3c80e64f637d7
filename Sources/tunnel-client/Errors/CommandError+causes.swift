import Companion
import Configuration
import Glibc
import HTTPServing
import LocalControlPlane
import LocalState
import LogPipeline
import Operator
import PluginHost
import Preflight
import Profiles
import TunnelAdmin
import TunnelRuntime

extension CommandError {
  /// An error of a room, under the code that fits it.
  init(_ error: some CustomStringConvertible) {
    switch error {
    case let error as CommandError: self = error
    case let error as ConfigurationError: self.init(configuration: error)
    case let error as ConfigurationProblem: self.init(configuration: ConfigurationError(problems: [error]))
    case let error as ProfileStoreFailure: self.init(store: error)
    case let error as StateFailure: self.init(state: error)
    case let error as AdminFailure: self.init(admin: error)
    case let error as PreflightFailure: self.init(.failed, "\(error.file): \(error.cause)", hint: error.fix)
    default: self.init(Self.code(of: error), error.description)
    }
  }

  /// Of a step that may fail in several rooms.
  init(any error: any Error) {
    if let error = error as? any CustomStringConvertible & Error {
      self.init(error)
    } else {
      self.init(.failed, "\(error)")
    }
  }

  private static func code(of error: some CustomStringConvertible) -> ErrorCode {
    switch error {
    case let error as PIDFileFailure:
      switch error {
      case .held: .alreadyRunning
      case .unwritable: .io
      }
    case let error as OperatorError:
      switch error {
      case .listen: .listenFailed
      case .file: .io
      }
    case is ServingError, is LocalControlPlaneError: .listenFailed
    case is LogFileFailure: .io
    case is PluginLoadFailure: .pluginUnusable
    case is PluginNotFound, is PluginSearchFailure: .pluginNotFound
    case is CloudflaredFailure: .companionFailed
    default: .failed
    }
  }

  /// All problems at once: each a line for people, and an entry of `details` for programs.
  private init(configuration error: ConfigurationError) {
    let details = error.problems.map {
      Detail(key: $0.key, source: "\($0.source)", message: $0.message, fix: $0.fix.isEmpty ? nil : $0.fix)
    }
    let only = error.problems.count == 1 ? error.problems.first : nil
    self.init(
      only.map(Self.namesMissingFile) == true ? .profileNotFound : .configurationInvalid,
      only.map { "\($0.source): \($0.message)" } ?? "\(error.problems.count) settings are wrong",
      hint: only.flatMap { $0.fix.isEmpty ? nil : $0.fix }, details: details, lines: error.description)
  }

  /// The problem is with a whole file, and there is none.
  private static func namesMissingFile(_ problem: ConfigurationProblem) -> Bool {
    guard problem.source.layer == .profile, problem.source.name.isEmpty, let file = problem.source.file else {
      return false
    }
    return access(file, F_OK) != 0 && errno == ENOENT
  }
}
