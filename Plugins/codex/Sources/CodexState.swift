internal import TunnelPluginKit

/// Everything that `/api/codex/status` says (operator spec 11.7).
struct CodexState {
  enum Phase {
    case idle
    case starting
    case ready
    /// The program is not there.
    case missing
    /// It is there and knows no app server.
    case unsupported
    case failed
  }

  private static let mostThreads = 32

  var phase = Phase.idle
  var isRunning = false
  var isInitialized = false
  var lastError: String?
  var startedAt = WallClock.never
  var lastExitAt = WallClock.never
  /// By its name here: user_agent, codex_home, platform_family, platform_os (W-70).
  var initializeInfo: [(name: String, value: String)] = []
  var authMethod: String?
  var requiresAuth: Bool?
  var account: (type: String, email: String?, plan: String?)?
  var login: CodexLogin?
  /// The last used is at the end.
  private(set) var threads: [CodexThread] = []

  /// The word for it (operator spec 11.7.1).
  var word: String {
    if phase == .ready {
      if account != nil { return "ready" }
      return requiresAuth == true ? "logged_out" : "ready"
    }
    switch phase {
    case .starting: return "starting"
    case .missing: return "codex_missing"
    case .unsupported: return "app_server_unsupported"
    case .failed: return "error"
    case .idle, .ready: return "not_ready"
    }
  }

  func thread(_ id: String?) -> CodexThread? {
    id.map { id in threads.first { $0.id == id } } ?? threads.last
  }

  /// Changes a chat, or adds it; it becomes the current one.
  mutating func update(_ id: String, makesCurrent: Bool = true, _ change: (inout CodexThread) -> Void) {
    let index = threads.firstIndex { $0.id == id }
    var thread = index.map { threads[$0] } ?? CodexThread(id: id)
    change(&thread)
    if let index, !makesCurrent {
      threads[index] = thread
      return
    }
    if let index { threads.remove(at: index) }
    threads.append(thread)
    if threads.count > Self.mostThreads { threads.removeFirst() }
  }

  mutating func initialized(_ result: JSONSlice) {
    isInitialized = true
    let names = [
      ("user_agent", "userAgent"), ("codex_home", "codexHome"), ("platform_family", "platformFamily"),
      ("platform_os", "platformOs"),
    ]
    initializeInfo = names.compactMap { name, theirs in result[theirs]?.string.map { (name, $0) } }
  }

  mutating func read(account result: JSONSlice) {
    if let required = result["requiresOpenaiAuth"]?.bool { requiresAuth = required }
    let found = result["account"]
    account = found?["type"]?.string.map { ($0, found?["email"]?.string, found?["planType"]?.string) }
  }

  /// The process is gone; what it knew is gone with it.
  mutating func ended(_ phase: Phase, _ error: String?, at time: String) {
    self.phase = phase
    isRunning = false
    isInitialized = false
    lastError = error
    lastExitAt = time
    threads = []
    if login?.isPending == true { login = nil }
  }

  func write(
    to writer: inout JSONWriter, arguments: [String], cwd: String?, threadID: String?, approvals: [Approval]
  ) {
    writer.object { object in
      object.member("command", arguments.first ?? "")
      object.member("command_args", Array(arguments.dropFirst()))
      object.optional("command_cwd", cwd)
      object.member("running", isRunning)
      object.member("starting", phase == .starting)
      object.member("ready", phase == .ready)
      object.member("initialized", isInitialized)
      object.optional("last_error", lastError)
      object.member("started_at", startedAt)
      object.member("last_exit_at", lastExitAt)
      object.key("initialize_info")
      object.object { info in
        for fact in initializeInfo { info.member(fact.name, fact.value) }
      }
      object.optional("auth_method", authMethod)
      if let requiresAuth { object.member("requires_openai_auth", requiresAuth) }
      if let account {
        object.key("account")
        object.object { value in
          value.member("type", account.type)
          value.optional("email", account.email)
          value.optional("plan_type", account.plan)
        }
      }
      if let login {
        object.key("login")
        login.write(to: &object)
      }
      if let thread = thread(threadID) {
        object.key("thread")
        thread.write(to: &object)
        if let turn = thread.turn {
          object.key("turn")
          turn.write(to: &object)
        }
      }
      object.key("approvals")
      object.array { list in for approval in approvals { approval.write(to: &list) } }
      object.member("state", word)
    }
  }
}
