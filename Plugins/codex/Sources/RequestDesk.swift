internal import TunnelPluginKit

/// Takes the operator's requests, and answers each of them once (operator spec 11.7, 11.8, 19.5).
final class RequestDesk {
  let host: Host
  let bridge: CodexBridge
  /// Requests that wait for an answer.
  private var open: Set<OperatorReply.ID> = []

  init(_ host: Host, _ bridge: CodexBridge) {
    self.host = host
    self.bridge = bridge
  }

  func take(_ reply: OperatorReply, _ request: OperatorRequest) {
    open.insert(reply.id)
    let path = request.path.string
    switch (request.method.string, path) {
    case ("GET", "status"): status(reply, request)
    case ("GET", "events"):
      let limit = request.parameter("limit").flatMap { Int($0) } ?? 200
      answer(reply, bridge.feed.json(last: (1...1000).contains(limit) ? limit : 200))
    case ("GET", "events/stream"):
      open.remove(reply.id)
      let last = request.headers.first("last-event-id")?.string ?? request.parameter("since")
      bridge.wake()
      bridge.feed.add(reply, after: last.flatMap { UInt64($0) })
    case ("POST", "login/device"): login(reply)
    case ("POST", "login/cancel"): cancelLogin(reply, request)
    case ("POST", "thread/start"): checked(reply, request, startThread)
    case ("POST", "turn/start"): checked(reply, request, startTurn)
    case ("POST", "turn/interrupt"): interrupt(reply, request)
    case ("POST", "approval"): settle(reply, request)
    case (_, let path) where Self.paths.contains(path):
      refuse(reply, 405, "method_not_allowed", "\(path) is not asked with \(request.method.string)")
    default: refuse(reply, 404, "not_found", "there is no \(path) here")
    }
  }

  /// The client has left.
  func drop(_ reply: OperatorReply.ID) {
    open.remove(reply)
    bridge.feed.remove(reply)
  }

  private static let paths: Set<String> = [
    "status", "events", "events/stream", "login/device", "login/cancel", "thread/start", "turn/start",
    "turn/interrupt", "approval",
  ]

  // MARK: Answers

  func answer(_ reply: OperatorReply, status: Int = 200, _ body: [UInt8]) {
    guard open.remove(reply.id) != nil else { return }
    reply.respond(status: status, body + [0x0A])
  }

  func answer(_ reply: OperatorReply, _ members: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    writer.object(members)
    answer(reply, writer.bytes)
  }

  func refuse(_ reply: OperatorReply, _ status: Int, _ code: String, _ message: String) {
    var writer = JSONWriter()
    writer.object { object in
      object.key("error")
      object.object { error in
        error.member("code", code)
        error.member("message", message)
      }
    }
    answer(reply, status: status, writer.bytes)
  }

  /// What the app server did not do.
  func refuse(_ reply: OperatorReply, _ failure: CallFailure) {
    refuse(reply, 502, failure == .timeout ? "codex_timeout" : "codex_failed", failure.message)
  }

  /// Goes on with the app server once it is ready.
  func withServer(_ reply: OperatorReply, _ body: @escaping (AppServer) -> Void) {
    bridge.whenReady { [weak self] result in
      guard let self else { return }
      switch result {
      case .success(let server): body(server)
      case .failure(let failure):
        let unavailable = bridge.unavailable
        refuse(reply, 503, unavailable.code, failure.message)
      }
    }
  }

  private func checked(
    _ reply: OperatorReply, _ request: OperatorRequest, _ body: (OperatorReply, SessionRequest) -> Void
  ) {
    do throws(PluginError) {
      body(reply, try SessionRequest(request.body))
    } catch {
      refuse(reply, 400, "bad_request", error.message)
    }
  }

  // MARK: State

  private func status(_ reply: OperatorReply, _ request: OperatorRequest) {
    bridge.wake()
    var writer = JSONWriter(capacity: 1024)
    bridge.state.write(
      to: &writer, arguments: bridge.settings.arguments, cwd: bridge.settings.workingDirectory,
      threadID: request.parameter("thread_id"), approvals: bridge.desk.approvals)
    answer(reply, writer.bytes)
  }

  private func settle(_ reply: OperatorReply, _ request: OperatorRequest) {
    let body = JSONSlice(request.body)
    guard let id = body["id"]?.string, let word = body["decision"]?.string,
      let decision = Approval.Decision(rawValue: word)
    else { return refuse(reply, 400, "bad_request", "write {\"id\":…,\"decision\":\"accept\" or \"decline\"}") }
    guard bridge.desk.settle(id, decision) else {
      return refuse(reply, 404, "unknown_approval", "nothing of this id waits for an answer (any more)")
    }
    answer(reply) { $0.member("status", "settled") }
  }

  // MARK: Sign-in

  private func login(_ reply: OperatorReply) {
    withServer(reply) { [weak self] server in
      server.call("account/login/start", Array(#"{"type":"chatgptDeviceCode"}"#.utf8)) { result in
        guard let self else { return }
        switch result {
        case .failure(let failure):
          var login = CodexLogin()
          login.lastError = failure.message
          self.bridge.state.login = login
          self.refuse(reply, failure)
        case .success(let answer):
          var login = CodexLogin()
          login.isPending = true
          login.type = answer["type"]?.string
          login.loginID = answer["loginId"]?.string
          login.verificationURL = answer["verificationUrl"]?.string
          login.userCode = answer["userCode"]?.string
          login.startedAt = WallClock.now()
          self.bridge.state.login = login
          self.answer(reply) { object in
            object.member("login_id", login.loginID ?? "")
            object.member("verification_url", login.verificationURL ?? "")
            object.member("user_code", login.userCode ?? "")
          }
        }
      }
    }
  }

  private func cancelLogin(_ reply: OperatorReply, _ request: OperatorRequest) {
    guard let id = JSONSlice(request.body)["login_id"]?.string ?? bridge.state.login?.loginID else {
      return refuse(reply, 400, "bad_request", "no sign-in is under way")
    }
    withServer(reply) { [weak self] server in
      var writer = JSONWriter()
      writer.object { $0.member("loginId", id) }
      server.call("account/login/cancel", writer.bytes) { result in
        guard let self else { return }
        if case .failure(let failure) = result { return self.refuse(reply, failure) }
        self.bridge.state.login = nil
        self.answer(reply) { $0.member("status", "cancel_requested") }
      }
    }
  }
}
