internal import TunnelPluginKit

/// One `codex app-server` as a command talks to it: it asks, waits for the answer, and keeps what comes meanwhile.
final class AppServerSession {
  private let pipe: AppServerPipe
  private var lastID: Int64 = 0
  private(set) var state = CodexState()

  /// Starts it, and does nothing else.
  init(_ context: CommandContext, _ settings: CodexSettings) throws(CommandFailure) {
    let name = settings.arguments[0]
    guard let program = Programs.find(name, path: context.variable("PATH")) else {
      throw .codexMissing(name, path: context.variable("PATH"))
    }
    let child = try Child(
      program: program, arguments: Array(settings.arguments.dropFirst()), environment: Self.environment(of: context),
      directory: settings.workingDirectory.map(context.absolute))
    pipe = AppServerPipe(child, cancelled: context.call.cancelled)
  }

  deinit {
    stop()
  }

  /// Closes its input, and ends it when that does not.
  func stop() {
    pipe.stop()
  }

  /// Where codex lives and how it gets out; no key of ours (W-14).
  private static func environment(of context: CommandContext) -> [String: String] {
    let names: Set<String> = ["PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "USER", "LOGNAME", "SHELL", "TERM"]
    return context.call.environment.filter { name, _ in
      names.contains(name) || name.hasPrefix("LC_") || name.hasPrefix("XDG_") || AppServer.inherited.contains(name)
    }
  }

  // MARK: Talking

  /// The greeting, and who is signed in (operator spec 19.3). Starts no chat.
  func greet(version: String, within seconds: Int64) throws(CommandFailure) {
    let limit = MonotonicClock.milliseconds() + seconds * 1_000
    var hello = JSONWriter()
    hello.object { object in
      object.key("clientInfo")
      object.object { info in
        info.member("name", "tunnel-client")
        info.member("title", "tunnel-client")
        info.member("version", version)
      }
      object.key("capabilities")
      object.raw("null")
    }
    state.phase = .starting
    state.isRunning = true
    state.startedAt = WallClock.now()
    try call("initialize", hello.bytes, until: limit) { state.initialized($0) }
    try send { object in
      object.member("method", "initialized")
      object.key("params")
      object.raw("{}")
    }
    let quiet = Array(#"{"includeToken":false,"refreshToken":false}"#.utf8)
    // What does not know this call has accounts all the same.
    try? call("getAuthStatus", quiet, until: limit) { answer in
      state.authMethod = answer["authMethod"]?.string
      if let required = answer["requiresOpenaiAuth"]?.bool { state.requiresAuth = required }
    }
    try readAccount(until: limit)
    state.phase = .ready
  }

  func readAccount(until limit: Int64) throws(CommandFailure) {
    try call("account/read", Array(#"{"refreshToken":false}"#.utf8), until: limit) { state.read(account: $0) }
  }

  /// Asks, and waits. `read` gets the result, borrowed. With `forgetsEarlier` what was said before the answer does not count:
  /// it belongs to something else.
  func call(
    _ method: StaticString, _ params: [UInt8], until limit: Int64? = nil, forgetsEarlier: Bool = false,
    _ read: (JSONSlice) -> Void = { _ in }
  ) throws(CommandFailure) {
    lastID += 1
    let id = lastID
    try send { object in
      object.member("id", Int(id))
      object.member("method", "\(method)")
      object.key("params")
      params.withUnsafeBytes { object.raw($0) }
    }
    let limit = limit ?? MonotonicClock.milliseconds() + Int64(AppServer.answerMilliseconds)
    var failure: CommandFailure?
    while true {
      let index = pipe.inbox.firstIndex { Self.isAnswer($0, to: id) }
      if let index {
        let answer = pipe.inbox.remove(at: index)
        if forgetsEarlier { pipe.inbox.removeFirst(index) }
        answer.withUnsafeBytes { bytes in
          let message = JSONSlice(bytes)
          if let error = message["error"], error.kind == .object {
            failure = CommandFailure(.codexFailed, "\(method): \(error["message"]?.string ?? "codex refused")")
          } else {
            read(message["result"] ?? JSONSlice(UnsafeRawBufferPointer(start: nil, count: 0)))
          }
        }
        if let failure { throw failure }
        return
      }
      if pipe.end != nil { throw ended }
      switch pipe.wait(until: limit) {
      case .late: throw CommandFailure(.codexTimeout, "codex app-server did not answer \(method) in time")
      case .cancelled: throw CommandFailure(.cancelled, "stopped")
      case .message, .ended, .input, nil: break
      }
    }
  }

  /// What comes next by itself.
  func next(until limit: Int64, watching descriptor: Int32 = -1) -> AppServerPipe.Word {
    while true {
      if !pipe.inbox.isEmpty {
        let line = pipe.inbox.removeFirst()
        if let method = line.withUnsafeBytes({ JSONSlice($0)["method"]?.string }) {
          return .message(method: method, envelope: line)
        }
        continue
      }
      if let end = pipe.end { return .ended(end) }
      if let word = pipe.wait(until: limit, watching: descriptor) { return word }
    }
  }

  /// Asks, and does not wait for the answer.
  func tell(_ method: StaticString, _ params: [UInt8]) {
    lastID += 1
    let id = lastID
    try? send { object in
      object.member("id", Int(id))
      object.member("method", "\(method)")
      object.key("params")
      params.withUnsafeBytes { object.raw($0) }
    }
  }

  var isAlive: Bool { pipe.end == nil }

  /// Answers a request of its own; `id` is the raw token.
  func answer(_ envelope: [UInt8], result: String) throws(CommandFailure) {
    try send { object in
      object.key("id")
      Self.writeID(of: envelope, to: &object)
      object.key("result")
      object.raw(result)
    }
  }

  /// We do not do that.
  func refuse(_ envelope: [UInt8], _ method: String) throws(CommandFailure) {
    try send { object in
      object.key("id")
      Self.writeID(of: envelope, to: &object)
      object.key("error")
      object.object { error in
        error.member("code", -32601)
        error.member("message", "tunnel-client does not answer \(method)")
      }
    }
  }

  /// Why it is gone.
  var ended: CommandFailure {
    let isWrongUsage = !state.isInitialized && (pipe.exitCode == 2 || pipe.exitCode == 64)
    let reason = pipe.end ?? "ended"
    guard !isWrongUsage else {
      return CommandFailure(
        .noAppServer, "this codex has no app server: \(reason)",
        hint: "install a newer one: `tunnel-client codex upgrade`")
    }
    return CommandFailure(.codexFailed, "codex app-server \(reason)")
  }

  private static func writeID(of envelope: [UInt8], to object: inout JSONWriter) {
    envelope.withUnsafeBytes { bytes in
      if let id = JSONSlice(bytes)["id"] { object.raw(id.bytes) } else { object.raw("null") }
    }
  }

  private static func isAnswer(_ line: [UInt8], to id: Int64) -> Bool {
    line.withUnsafeBytes { bytes in
      let message = JSONSlice(bytes)
      return message["method"] == nil && message["id"]?.integer == id
    }
  }

  private func send(_ members: (inout JSONWriter) -> Void) throws(CommandFailure) {
    var writer = JSONWriter()
    writer.object(members)
    guard try pipe.write(line: writer.bytes) else { throw ended }
  }
}

extension CommandFailure {
  /// There is no such program (W-75).
  static func codexMissing(_ name: String, path: String?) -> CommandFailure {
    let guide = InstallGuide(path: path)
    return CommandFailure(
      .missing, "\(name) is not on the PATH",
      hint: "install Codex: `\(guide.preferred.install)`; other ways: `tunnel-client codex install`")
  }
}
