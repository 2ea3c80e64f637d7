internal import Glibc
internal import TunnelPluginKit

/// A chat with Codex from a command line: its sign-in, its turns, its questions (operator spec 20).
final class Conversation {
  /// Without a word for so long a turn counts as dead (operator spec 20.5).
  private static let silenceMilliseconds: Int64 = 120_000

  private let context: CommandContext
  private let json: Bool
  private let session: AppServerSession
  private let screen: ChatScreen
  private let knowledge: Knowledge
  private var request: SessionRequest
  private var thread: String?

  /// Starts the app server and signs in when that is needed.
  ///
  /// - Throws: at once when there is no Codex (W-75).
  init(_ context: CommandContext, _ request: SessionRequest, json: Bool, signInSeconds: Int64) throws(CommandFailure) {
    self.context = context
    self.request = request
    self.json = json
    screen = ChatScreen(context, json: json)
    session = try AppServerSession(context, CodexSettings(context))
    try session.greet(version: context.version, within: CodexReport.startSeconds)
    if session.state.account == nil, session.state.requiresAuth == true {
      try SignIn(context, session, screen).run(seconds: signInSeconds)
    }
    knowledge = Knowledge.ofThisProgram(context)
  }

  func once(_ prompt: String) throws(CommandFailure) -> Int32 {
    try turn(prompt)
    return 0
  }

  /// Until the person has enough.
  func talk() throws(CommandFailure) -> Int32 {
    while true {
      context.output.error("you> ")
      guard let line = try screen.readLine() else {
        context.output.error("\n")
        return 0
      }
      let words = line.split(separator: " ").map(String.init)
      switch words.first {
      case nil: continue
      case "/exit", "/quit": return 0
      case "/new": thread = nil
      case "/model": choose(Array(words.dropFirst()))
      default:
        do throws(CommandFailure) {
          try turn(line)
        } catch {
          // The chat goes on, unless there is nobody to talk to.
          guard error.code == .codexFailed, session.isAlive else { throw error }
          context.output.error(error.line)
        }
      }
    }
  }

  /// `/model NAME EFFORT`; `-` keeps the model, an effort alone keeps it, too.
  private func choose(_ words: [String]) {
    let efforts = ["minimal", "low", "medium", "high", "xhigh"]
    if words.count == 1, efforts.contains(words[0]) {
      request.effort = words[0]
    } else if let name = words.first {
      if name != "-" { request.model = name }
      if words.count > 1 { request.effort = words[1] }
    }
    context.output.error("model \(request.model ?? "as configured"), effort \(request.effort ?? "as configured")\n")
  }

  // MARK: One turn

  private func turn(_ prompt: String) throws(CommandFailure) {
    let thread = try currentThread()
    if let text = knowledge.text(for: prompt, mark: TunnelContext.mark()) {
      try session.call("thread/inject_items", SessionRequest.contextParameters(thread: thread, text: text))
    }
    var turn: String?
    let parameters = request.turnParameters(thread: thread, prompt: prompt)
    try session.call("turn/start", parameters, forgetsEarlier: true) { turn = $0["turn"]?["id"]?.string }
    screen.began(thread: thread, turn: turn)
    do throws(CommandFailure) {
      try follow(turn)
    } catch {
      screen.endLine()
      if error.code == .cancelled, let turn { interrupt(thread, turn) }
      throw error
    }
    screen.ended(status: "completed")
  }

  private func currentThread() throws(CommandFailure) -> String {
    if let thread { return thread }
    let started = try start()
    thread = started
    return started
  }

  private func start() throws(CommandFailure) -> String {
    var id: String?
    try session.call("thread/start", request.threadParameters) { id = $0["thread"]?["id"]?.string }
    guard let id else { throw CommandFailure(.codexFailed, "codex started a chat without an id") }
    return id
  }

  private func follow(_ turn: String?) throws(CommandFailure) {
    var last = MonotonicClock.milliseconds()
    while true {
      switch session.next(until: min(last + Self.silenceMilliseconds, screen.nextTick)) {
      case .late:
        guard MonotonicClock.milliseconds() - last < Self.silenceMilliseconds else {
          throw CommandFailure(.codexTimeout, "codex said nothing for \(Self.silenceMilliseconds / 1_000) s")
        }
        screen.tick()
      case .cancelled: throw CommandFailure(.cancelled, "stopped")
      case .ended: throw session.ended
      case .input: break
      case .message(let method, let envelope):
        last = MonotonicClock.milliseconds()
        if try heard(method, envelope, of: turn) { return }
        // A person may have thought for long.
        last = MonotonicClock.milliseconds()
      }
    }
  }

  /// Whether the turn is over.
  private func heard(_ method: String, _ envelope: [UInt8], of turn: String?) throws(CommandFailure) -> Bool {
    let facts = envelope.withUnsafeBytes { TurnWord(method: method, JSONSlice($0)) }
    if facts.isRequest {
      try asked(method, envelope)
      return false
    }
    guard turn == nil || facts.turnID == nil || facts.turnID == turn else { return false }
    switch method {
    case "item/agentMessage/delta": screen.say(facts.delta ?? "")
    case "turn/completed":
      guard facts.status != "failed" else {
        throw CommandFailure(.codexFailed, facts.error ?? "the turn failed and codex does not say why")
      }
      return true
    case "error" where !facts.willRetry:
      throw CommandFailure(.codexFailed, facts.error ?? "codex reported an error and does not say which")
    default: break
    }
    return false
  }

  /// Codex asks: a person answers, or nobody, and that is a no (W-72, W-76).
  private func asked(_ method: String, _ envelope: [UInt8]) throws(CommandFailure) {
    let approval = envelope.withUnsafeBytes { Approval(id: "a", method: method, envelope: JSONSlice($0)) }
    guard let approval else { return try session.refuse(envelope, method) }
    var decision = Approval.Decision.decline
    if screen.mayAsk, try screen.agrees(to: approval) { decision = .accept }
    screen.settled(approval, decision)
    try session.answer(envelope, result: approval.result(decision))
  }

  private func interrupt(_ thread: String, _ turn: String) {
    var writer = JSONWriter()
    writer.object { object in
      object.member("threadId", thread)
      object.member("turnId", turn)
    }
    // A pipe that says "cancelled" would end the wait for the answer at once: it is not waited for.
    session.tell("turn/interrupt", writer.bytes)
  }
}
