internal import Glibc
internal import TunnelPluginKit

/// One `codex app-server` process as a command talks to it: it asks, waits for the answer, and keeps what comes meanwhile.
final class AppServerSession {
  /// What comes from it by itself, or instead of it.
  enum Word {
    /// A message with a method; a request has an id.
    case message(method: String, envelope: [UInt8])
    case late
    case cancelled
    /// The other descriptor that was watched can be read.
    case input
    /// It is gone, and why.
    case ended(String)
  }

  private static let mostErrorBytes = 8 << 10
  private static let stopMilliseconds: Int64 = 2_000

  private let child: Child
  private let cancelled: Int32
  private var framer = LineFramer(limit: AppServer.longestLine)
  private var partial: [UInt8] = []
  private var inbox: [[UInt8]] = []
  private var errors: [UInt8] = []
  private var end: String?
  private var lastID: Int64 = 0
  private(set) var state = CodexState()

  /// Starts it, and does nothing else.
  init(_ context: CommandContext, _ settings: CodexSettings) throws(CommandFailure) {
    let name = settings.arguments[0]
    guard let program = Programs.find(name, path: context.variable("PATH")) else {
      throw .codexMissing(name, path: context.variable("PATH"))
    }
    child = try Child(
      program: program, arguments: Array(settings.arguments.dropFirst()), environment: Self.environment(of: context),
      directory: settings.workingDirectory.map(context.absolute))
    _ = fcntl(child.input, F_SETFL, fcntl(child.input, F_GETFL) | O_NONBLOCK)
    cancelled = context.call.cancelled
  }

  deinit {
    stop()
  }

  /// Where codex lives and how it gets out; no key of ours (W-14).
  private static func environment(of context: CommandContext) -> [String: String] {
    let names: Set<String> = ["PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "USER", "LOGNAME", "SHELL", "TERM"]
    return context.call.environment.filter { name, _ in
      names.contains(name) || name.hasPrefix("LC_") || name.hasPrefix("XDG_") || AppServer.inherited.contains(name)
    }
  }

  /// Closes its input, and ends it when that does not.
  func stop() {
    child.closeInput()
    let end = MonotonicClock.milliseconds() + Self.stopMilliseconds
    var hasAsked = false
    while !child.reap(), MonotonicClock.milliseconds() < end {
      poll(nil, 0, 10)
      if !hasAsked, end - MonotonicClock.milliseconds() < Self.stopMilliseconds * 3 / 4 {
        child.signal(SIGTERM)
        hasAsked = true
      }
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
      let index = inbox.firstIndex { Self.isAnswer($0, to: id) }
      if let index {
        let answer = inbox.remove(at: index)
        if forgetsEarlier { inbox.removeFirst(index) }
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
      if end != nil { throw ended }
      switch wait(until: limit, watching: -1) {
      case .late: throw CommandFailure(.codexTimeout, "codex app-server did not answer \(method) in time")
      case .cancelled: throw CommandFailure(.cancelled, "stopped")
      case .message, .ended, .input, nil: break
      }
    }
  }

  /// What comes next by itself.
  func next(until limit: Int64, watching descriptor: Int32 = -1) -> Word {
    while true {
      if !inbox.isEmpty {
        let line = inbox.removeFirst()
        if let method = line.withUnsafeBytes({ JSONSlice($0)["method"]?.string }) {
          return .message(method: method, envelope: line)
        }
        continue
      }
      if let end { return .ended(end) }
      if let word = wait(until: limit, watching: descriptor) { return word }
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

  var isAlive: Bool { end == nil }

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
    let isWrongUsage = !state.isInitialized && (child.exitCode == 2 || child.exitCode == 64)
    let reason = end ?? "ended"
    guard !isWrongUsage else {
      return CommandFailure(
        .noAppServer, "this codex has no app server: \(reason)", hint: "install a newer one: `tunnel-client codex upgrade`")
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
    var rest = (writer.bytes + [0x0A])[...]
    let limit = MonotonicClock.milliseconds() + Int64(AppServer.answerMilliseconds)
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(child.input, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
        continue
      }
      guard count < 0, errno == EAGAIN || errno == EINTR else {
        // It has closed its input: what it said last tells why.
        while end == nil, case nil = wait(until: MonotonicClock.milliseconds() + 1_000, watching: -1) {}
        throw ended
      }
      guard MonotonicClock.milliseconds() < limit else {
        throw CommandFailure(.codexTimeout, "codex app-server does not read what it is told")
      }
      _ = wait(until: MonotonicClock.milliseconds() + 10, watching: -1)
    }
  }

  // MARK: Listening

  /// Waits for anything once. Nil: something was read.
  private func wait(until limit: Int64, watching descriptor: Int32) -> Word? {
    let left = limit - MonotonicClock.milliseconds()
    guard left > 0 else { return .late }
    var polled = [child.output, child.errors, cancelled, descriptor].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&polled, nfds_t(polled.count), Int32(min(left, 1_000))) > 0 else { return nil }
    if polled[1].revents != 0 { readErrors() }
    if polled[0].revents != 0 { readOutput() }
    if polled[2].revents != 0 { return .cancelled }
    return polled[3].revents != 0 ? .input : nil
  }

  private func readErrors() {
    let bytes = Capture.readSome(child.errors)
    errors += bytes
    if errors.count > Self.mostErrorBytes { errors.removeFirst(errors.count - Self.mostErrorBytes) }
    // At its end poll would come back at once, for ever; the output ends then, too.
    if bytes.isEmpty { poll(nil, 0, 5) }
  }

  private func readOutput() {
    let bytes = Capture.readSome(child.output)
    guard !bytes.isEmpty else { return finish() }
    bytes.withUnsafeBytes { chunk in
      var chunk = chunk
      while let action = framer.next(&chunk) {
        switch action {
        case .line(let line): received(Array(line))
        case .append(let piece): partial += piece
        case .finish(let piece):
          received(partial + piece)
          partial = []
        case .overflow: partial = []
        }
      }
    }
  }

  private func received(_ line: [UInt8]) {
    if line.withUnsafeBytes({ JSONSlice($0).kind }) == .object { inbox.append(line) }
  }

  private func finish() {
    let limit = MonotonicClock.milliseconds() + Self.stopMilliseconds
    while !child.reap(), MonotonicClock.milliseconds() < limit { poll(nil, 0, 5) }
    var rest = pollfd(fd: child.errors, events: Int16(POLLIN), revents: 0)
    while poll(&rest, 1, 0) > 0 {
      let bytes = Capture.readSome(child.errors)
      guard !bytes.isEmpty else { break }
      errors += bytes
    }
    let how = child.exitCode.map { "exited with code \($0)" } ?? "was ended by a signal"
    let line = Capture.lastLine(errors)
    end = line.isEmpty ? how : "\(how): \(line)"
    state.ended(.failed, end, at: WallClock.now())
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
