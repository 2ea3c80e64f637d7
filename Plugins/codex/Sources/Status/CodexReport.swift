internal import TunnelPluginKit

/// What there is of Codex on this machine, found out without changing anything: no chat is started (operator spec 18.2, W-71).
struct CodexReport {
  enum State: String {
    /// Not on the PATH.
    case missing
    /// It has no app server.
    case unsupported
    /// The app server did not come up.
    case error
    case loggedOut = "logged_out"
    /// The app server is up, and does not say who is signed in.
    case bridgeReady = "bridge_ready"
    case ready
  }

  static let startSeconds: Int64 = 15
  private static let versionSeconds: Int64 = 5

  let home: CodexHome?
  let survey: PluginSurvey?
  let guide: InstallGuide
  let program: String
  private(set) var state = State.missing
  private(set) var path: String?
  private(set) var version: String?
  private(set) var failure: CommandFailure?
  private(set) var bridge: CodexState?
  private(set) var arguments: [String] = []
  private(set) var directory: String?

  init(_ context: CommandContext, home given: String? = nil) throws(CommandFailure) {
    guide = InstallGuide(path: context.variable("PATH"))
    home = try? CodexHome(context, given: given)
    survey = home.map { PluginSurvey($0) }
    program = context.call.program
    let settings = try CodexSettings(context)
    (arguments, directory) = (settings.arguments, settings.workingDirectory)
    path = Programs.find("codex", path: context.variable("PATH"))
    if let path {
      let answer = try? Capture.run(
        path, ["--version"], environment: context.call.environment, seconds: Self.versionSeconds,
        cancelled: context.call.cancelled)
      version = answer.flatMap { $0.exitCode == 0 ? Capture.lastLine($0.output) : nil }
    }
    do throws(CommandFailure) {
      let session = try AppServerSession(context, settings)
      defer {
        bridge = session.state
        session.stop()
      }
      do throws(CommandFailure) {
        try session.greet(version: context.version, within: Self.startSeconds)
      } catch {
        guard session.state.isInitialized, error.code != .cancelled else { throw error }
        failure = error
      }
      state = Self.state(of: session.state, isComplete: failure == nil)
    } catch {
      guard error.code != .cancelled else { throw error }
      failure = error
      state = error.code == .missing ? .missing : error.code == .noAppServer ? .unsupported : .error
    }
  }

  private static func state(of bridge: CodexState, isComplete: Bool) -> State {
    guard isComplete else { return .bridgeReady }
    return bridge.account == nil && bridge.requiresAuth == true ? .loggedOut : .ready
  }

  var isBridgeReady: Bool { [.ready, .loggedOut, .bridgeReady].contains(state) }

  /// What to type to bring the plugin up to date; nil when it is, or is not installed.
  var reinstall: String? {
    guard let chosen = survey?.chosen, chosen.hint?.path != program else { return nil }
    return "tunnel-client codex plugin install --marketplace \(chosen.marketplace)"
  }
}

extension CodexSettings {
  init(_ context: CommandContext) throws(CommandFailure) {
    do throws(PluginError) {
      try self.init(environment: context.variable)
    } catch {
      throw CommandFailure(.usage, error.message)
    }
  }
}
