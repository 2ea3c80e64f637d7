internal import TunnelPluginKit

/// The sign-in with a device code, for a person at a terminal (operator spec 20.4).
struct SignIn {
  private static let pollMilliseconds: Int64 = 500
  private static let answerMilliseconds: Int64 = 20_000

  private let context: CommandContext
  private let session: AppServerSession
  private let screen: ChatScreen

  init(_ context: CommandContext, _ session: AppServerSession, _ screen: ChatScreen) {
    (self.context, self.session, self.screen) = (context, session, screen)
  }

  func run(seconds: Int64) throws(CommandFailure) {
    guard screen.mayAsk else {
      throw CommandFailure(
        .signInNeeded, "nobody is signed in to Codex, and there is no terminal to do it on",
        hint: "run `codex login`, or this command on a terminal")
    }
    var login: (id: String, url: String, code: String)?
    try session.call("account/login/start", Array(#"{"type":"chatgptDeviceCode"}"#.utf8)) { answer in
      guard let id = answer["loginId"]?.string, let url = answer["verificationUrl"]?.string,
        let code = answer["userCode"]?.string
      else { return }
      login = (id, url, code)
    }
    guard let login else { throw CommandFailure(.codexFailed, "codex began a sign-in and gave no code") }
    screen.note("Sign in at \(ChatScreen.printable(login.url))\nwith the code \(ChatScreen.printable(login.code))")
    let limit = MonotonicClock.milliseconds() + seconds * 1_000
    while MonotonicClock.milliseconds() < limit {
      switch session.next(until: min(limit, MonotonicClock.milliseconds() + Self.pollMilliseconds)) {
      case .cancelled:
        cancel(login.id)
        throw CommandFailure(.cancelled, "stopped")
      case .ended: throw session.ended
      case .message("account/login/completed", let envelope):
        let error = envelope.withUnsafeBytes { bytes -> String? in
          let error = JSONSlice(bytes)["params"]?["error"]
          return error?.string ?? error?["message"]?.string
        }
        if let error { throw CommandFailure(.signInNeeded, "the sign-in failed: \(error)") }
        try session.readAccount(until: MonotonicClock.milliseconds() + Self.answerMilliseconds)
      case .late: try session.readAccount(until: MonotonicClock.milliseconds() + Self.answerMilliseconds)
      case .message, .input: continue
      }
      if session.state.account != nil { return screen.note("Signed in.") }
    }
    cancel(login.id)
    throw CommandFailure(.signInNeeded, "nobody signed in within \(seconds) s", hint: "--login-timeout gives more time")
  }

  private func cancel(_ id: String) {
    var writer = JSONWriter()
    writer.object { $0.member("loginId", id) }
    session.tell("account/login/cancel", writer.bytes)
  }
}
