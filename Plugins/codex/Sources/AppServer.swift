internal import TunnelPluginKit

/// One `codex app-server` process: JSON messages in lines, requests with their answers (operator spec 19.1).
final class AppServer: ChildProcessDelegate {
  /// What it says by itself.
  protocol Delegate: AnyObject {
    /// A message with a method: a notification, or a request when it has an id. Borrowed.
    func appServer(_ server: AppServer, didSend method: String, _ envelope: JSONSlice)
    /// A line that is no message.
    func appServerSentNonsense(_ server: AppServer)
    func appServer(_ server: AppServer, didExit reason: String)
  }

  static let longestLine = 8 << 20
  /// For every answer but the first (operator spec 19.4.1).
  static let answerMilliseconds: UInt64 = 120_000

  /// Variables that it gets beyond those of any child.
  static let inherited = [
    "CODEX_HOME", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY",
    "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "CODEX_CA_CERTIFICATE",
  ]

  private let host: Host
  private weak var delegate: (any Delegate)?
  private var child: ChildProcess?
  private var lines: LineReader
  private var calls: [Int64: PendingCall] = [:]
  private var lastID: Int64 = 0

  /// Starts the process. Throws the host's reason when there is no such program.
  init(_ host: Host, _ settings: CodexSettings, delegate: any Delegate) throws(PluginError) {
    self.host = host
    self.delegate = delegate
    lines = LineReader(host, limit: Self.longestLine)
    var options = ChildProcessOptions(arguments: settings.arguments)
    options.workingDirectory = settings.workingDirectory
    // Where codex lives and how it gets out; no key of ours (W-14).
    options.inherit = Self.inherited
    child = try ChildProcess(host, options, delegate: self)
  }

  /// Its exit code, once it has ended by itself.
  var exitCode: Int32? { child?.exitCode }

  /// Sends a request. `params` is JSON; the completion's result is borrowed, and comes exactly once.
  func call(
    _ method: StaticString, _ params: [UInt8], within milliseconds: UInt64 = AppServer.answerMilliseconds,
    completion: @escaping (Result<JSONSlice, CallFailure>) -> Void
  ) {
    lastID += 1
    let id = lastID
    calls[id] = PendingCall(
      host, limit: milliseconds, whenLate: { [weak self] in self?.calls[id] = nil }, completion: completion)
    send { object in
      object.member("id", Int(id))
      object.member("method", "\(method)")
      object.key("params")
      params.withUnsafeBytes { object.raw($0) }
    }
  }

  func notify(_ method: StaticString) {
    send { object in
      object.member("method", "\(method)")
      object.key("params")
      object.raw("{}")
    }
  }

  /// Answers a request of the server; `id` is its raw token.
  func answer(_ id: [UInt8], result: String) {
    send { object in
      object.key("id")
      id.withUnsafeBytes { object.raw($0) }
      object.key("result")
      object.raw(result)
    }
  }

  /// We do not do that.
  func refuse(_ id: [UInt8], _ method: String) {
    send { object in
      object.key("id")
      id.withUnsafeBytes { object.raw($0) }
      object.key("error")
      object.object { error in
        error.member("code", -32601)
        error.member("message", "tunnel-client does not answer \(method)")
      }
    }
  }

  /// Closes its input and ends it.
  func stop() {
    child?.stop(graceMilliseconds: 2_000)
  }

  private func send(_ members: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    writer.object(members)
    let status = (writer.bytes + [0x0A]).withUnsafeBytes { child?.write($0) ?? .closed }
    if !status.isOK { failAll(.gone("codex does not read what it is told")) }
  }

  private func failAll(_ failure: CallFailure) {
    let waiting = calls.sorted { $0.key < $1.key }
    calls = [:]
    for call in waiting { call.value.finish(.failure(failure)) }
  }

  // MARK: What the process does

  func child(_ child: ChildProcess, didOutput bytes: UnsafeRawBufferPointer) {
    lines.read(bytes) { event in
      switch event {
      case .line(let line, _): received(line)
      case .overflow: delegate?.appServerSentNonsense(self)
      }
    }
  }

  func child(_ child: ChildProcess, didExit reason: String) {
    let text = child.lastErrorLine.isEmpty ? reason : "\(reason): \(child.lastErrorLine)"
    failAll(.gone("codex app-server \(text)"))
    delegate?.appServer(self, didExit: text)
  }

  /// By the presence of a method, never by the id alone: both sides count their own (W-72).
  private func received(_ line: UnsafeRawBufferPointer) {
    guard !line.isEmpty else { return }
    let message = JSONSlice(line)
    guard message.kind == .object else {
      delegate?.appServerSentNonsense(self)
      return
    }
    if let method = message["method"]?.string {
      delegate?.appServer(self, didSend: method, message)
    } else if let id = message["id"]?.integer {
      guard let call = calls.removeValue(forKey: id) else { return }
      if let error = message["error"], error.kind == .object {
        call.finish(.failure(.refused(error["message"]?.string ?? "codex refused")))
      } else {
        call.finish(.success(message["result"] ?? JSONSlice(UnsafeRawBufferPointer(start: nil, count: 0))))
      }
    } else {
      delegate?.appServerSentNonsense(self)
    }
  }
}
