internal import TunnelPluginKit

/// Keeps the app server: starts it when somebody wants it, brings it to readiness, and follows what it says.
final class CodexBridge: AppServer.Delegate {
  /// Why there is no app server to ask.
  struct Unavailable {
    let code: String
    let message: String
  }

  typealias Waiter = (Result<AppServer, CallFailure>) -> Void

  let host: Host
  let settings: CodexSettings
  var state = CodexState()
  var feed = EventFeed()
  private(set) lazy var desk = ApprovalDesk(host) { [weak self] in self?.decided($0, $1, isLate: $2) }
  /// Called once the process has gone after ``stop()``.
  var whenStopped: (() -> Void)?

  private var server: AppServer?
  private var rule = StartRule()
  private var waiters: [Waiter] = []
  private var approvalCount = 0
  private var isStopping = false

  private static let firstAnswerMilliseconds: UInt64 = 20_000
  private static let mostWaiters = 32
  private static let dropped: Set<String> = ["mcpServer/startupStatus/updated", "account/rateLimits/updated"]

  init(_ host: Host, _ settings: CodexSettings) {
    self.host = host
    self.settings = settings
  }

  // MARK: Start and end

  /// Starts the app server unless it runs, or was tried a moment ago.
  func wake() {
    guard server == nil, !isStopping, rule.mayStart(at: MonotonicClock.milliseconds()) else { return }
    rule.started(at: MonotonicClock.milliseconds())
    do throws(PluginError) {
      let server = try AppServer(host, settings, delegate: self)
      self.server = server
      state.phase = .starting
      state.isRunning = true
      state.startedAt = WallClock.now()
      greet(server)
    } catch {
      failed(error.status == .system ? .missing : .failed, "cannot start '\(settings.arguments[0])': \(error.message)")
    }
  }

  /// Calls back once the app server is ready, or as soon as it is known that it will not be: within 20 s at most (W-41).
  func whenReady(_ waiter: @escaping Waiter) {
    wake()
    guard let server else { return waiter(.failure(.gone(unavailable.message))) }
    guard state.phase != .ready else { return waiter(.success(server)) }
    guard waiters.count < Self.mostWaiters else {
      return waiter(.failure(.gone("codex is starting, and too many wait for it")))
    }
    waiters.append(waiter)
  }

  /// What to say when there is none.
  var unavailable: Unavailable {
    let reason = state.lastError ?? "codex app-server is not running"
    switch state.phase {
    case .missing:
      return Unavailable(
        code: "codex_missing", message: "\(reason); install codex and put it on the PATH of tunnel-client")
    case .unsupported:
      return Unavailable(code: "app_server_unsupported", message: "\(reason); install a newer codex")
    default: return Unavailable(code: "codex_failed", message: reason)
    }
  }

  func stop() {
    isStopping = true
    desk.clear()
    guard let server else {
      whenStopped?()
      return
    }
    server.stop()
  }

  private func greet(_ server: AppServer) {
    var writer = JSONWriter()
    writer.object { object in
      object.key("clientInfo")
      object.object { info in
        info.member("name", "tunnel-client")
        info.member("title", "tunnel-client")
        info.member("version", host.version)
      }
      object.key("capabilities")
      object.raw("null")
    }
    server.call("initialize", writer.bytes, within: Self.firstAnswerMilliseconds) { [weak self, weak server] result in
      guard let self, let server else { return }
      switch result {
      case .success(let answer):
        state.initialized(answer)
        server.notify("initialized")
        readAuth(server)
      case .failure(let failure):
        state.lastError = "initialize: \(failure.message)"
        server.stop()
      }
    }
  }

  private func readAuth(_ server: AppServer) {
    server.call("getAuthStatus", Array(#"{"includeToken":false,"refreshToken":false}"#.utf8)) { [weak self] result in
      // What does not know this call has accounts all the same.
      guard let self, case .success(let answer) = result else { return }
      state.authMethod = answer["authMethod"]?.string
      if let required = answer["requiresOpenaiAuth"]?.bool { state.requiresAuth = required }
    }
    readAccount(server) { [weak self, weak server] in
      guard let self, let server, state.phase == .starting else { return }
      state.phase = .ready
      state.lastError = nil
      feed.append(CodexEvent(.lifecycle, "process/ready"))
      let waiters = waiters
      self.waiters = []
      for waiter in waiters { waiter(.success(server)) }
    }
  }

  private func readAccount(_ server: AppServer, then done: @escaping () -> Void) {
    server.call("account/read", Array(#"{"refreshToken":false}"#.utf8)) { [weak self] result in
      if case .success(let answer) = result { self?.state.read(account: answer) }
      if case .failure(.gone) = result { return }
      done()
    }
  }

  /// One event for a reason, however often it is met.
  private func failed(_ phase: CodexState.Phase, _ reason: String) {
    let isKnown = state.phase == phase && state.lastError == reason
    rule.ended(at: MonotonicClock.milliseconds())
    state.ended(phase, reason, at: WallClock.now())
    desk.clear()
    if !isKnown { feed.append(CodexEvent(.lifecycle, "process/error", summary: reason)) }
    let waiters = waiters
    self.waiters = []
    for waiter in waiters { waiter(.failure(.gone(unavailable.message))) }
  }

  func appServer(_ server: AppServer, didExit reason: String) {
    let wasInitialized = state.isInitialized
    self.server = nil
    let text = state.phase == .starting ? state.lastError ?? reason : reason
    feed.append(CodexEvent(.lifecycle, "process/exited", summary: reason))
    // A program that knows no `app-server` says so with the status of wrong usage.
    let isUnsupported = !wasInitialized && (server.exitCode == 2 || server.exitCode == 64)
    failed(isUnsupported ? .unsupported : .failed, "codex app-server \(text)")
    if isStopping { whenStopped?() }
  }

  // MARK: What it says

  func appServerSentNonsense(_ server: AppServer) {
    feed.append(CodexEvent(.lifecycle, "decode/error", summary: "codex wrote a line that is no message"))
  }

  func appServer(_ server: AppServer, didSend method: String, _ envelope: JSONSlice) {
    guard envelope["id"] == nil else { return asked(server, method, envelope) }
    follow(server, method, envelope["params"] ?? envelope)
    if !Self.dropped.contains(method) { feed.append(CodexEvent(.notification, method, envelope: envelope)) }
  }

  private func asked(_ server: AppServer, _ method: String, _ envelope: JSONSlice) {
    approvalCount += 1
    var event = CodexEvent(.request, method, envelope: envelope)
    if let approval = Approval(id: "a\(approvalCount)", method: method, envelope: envelope) {
      event.approval = approval
      feed.append(event)
      desk.add(approval, within: settings.approvalMilliseconds)
    } else {
      feed.append(event)
      server.refuse(Array(envelope["id"]?.bytes ?? UnsafeRawBufferPointer(start: nil, count: 0)), method)
    }
  }

  private func decided(_ approval: Approval, _ decision: Approval.Decision, isLate: Bool) {
    server?.answer(approval.requestID, result: approval.result(decision))
    var event = CodexEvent(
      .lifecycle, "approval/settled", summary: isLate ? "declined: nobody answered in time" : decision.rawValue)
    event.threadID = approval.threadID
    event.turnID = approval.turnID
    event.itemID = approval.id
    feed.append(event)
  }

  private func follow(_ server: AppServer, _ method: String, _ params: JSONSlice) {
    switch method {
    case "account/updated": readAccount(server) {}
    case "account/login/completed":
      state.login?.isPending = false
      state.login?.lastError = params["error"]?.string ?? params["error"]?["message"]?.string
      readAccount(server) {}
    case "thread/started":
      guard let id = params["thread"]?["id"]?.string else { return }
      let isNew = state.thread(id) == nil
      state.update(id, makesCurrent: isNew) { $0.merge(params) }
    case "turn/started", "turn/completed":
      guard let id = params["threadId"]?.string ?? state.thread(nil)?.id,
        let turn = CodexTurn(params["turn"], threadID: id, at: WallClock.now())
      else { return }
      state.update(id, makesCurrent: false) { $0.turn = turn }
    default: break
    }
  }
}
