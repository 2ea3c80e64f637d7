public import CurlHTTP
import Glibc
import Logging
import NIOCore
import Telemetry

/// The other side: a plugin's process. Opens one binding, or a service of the operator, as its parent says and carries
/// what passes between the two.
///
/// Everything that a plugin asks of its host is done here, with this process's own loop, libcurl and children.
@NetworkLoop
public final class HostedPlugin {
  let socket: FrameSocket
  let log: ParentLog
  var binding: Binding?
  var addition: HostedOperator?
  var tunnelStatus: [UInt8]?
  var route = HTTPRouteID.standard
  private var running: [UInt64: Binding.Exchange] = [:]
  private var reportedFaults = 0
  let metrics = PluginMetrics(Registry())
  private var collector = MetricCollector()
  private let answers = AnswerLog()
  let oauth = OAuthBoard()
  private var secrets: [UInt64: CheckedContinuation<Result<String, HostFacilities.SecretFailure>, Never>] = [:]
  private var lastSecret: UInt64 = 0
  private var reportedStatus = HostedStatus()
  private var isEnding = false
  private var ended: CheckedContinuation<Int32, Never>?

  private static let lostLimit = Duration.seconds(1)

  /// Makes this process a plugin's: standard input is the socket to the parent.
  ///
  /// - Returns: the process's exit status, once the parent has closed it or is gone; nil: standard input is no socket.
  public static func run() async -> Int32? {
    var type: CInt = 0
    var size = socklen_t(MemoryLayout<CInt>.size)
    guard getsockopt(STDIN_FILENO, SOL_SOCKET, SO_TYPE, &type, &size) == 0 else { return nil }
    let descriptor = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
    let watched = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
    // A plugin, or a child of it, that reads its standard input finds nothing.
    let nothing = Glibc.open("/dev/null", O_RDONLY)
    guard descriptor >= 0, watched >= 0, nothing >= 0, dup2(nothing, STDIN_FILENO) >= 0 else { return 1 }
    Glibc.close(nothing)
    // It was started under a path that says nothing.
    let name = Glibc.open("/proc/self/comm", O_WRONLY)
    if name >= 0 {
      _ = PluginProcessLaunch.command.withCString { write(name, $0, strlen($0)) }
      Glibc.close(name)
    }
    // The parent alone decides when this ends: a service manager that signals the whole group means the tunnel, which
    // has calls to finish.
    for number in [SIGTERM, SIGINT, SIGHUP] { signal(number, SIG_IGN) }
    guard ParentWatch.start(watched), let socket = FrameSocket(descriptor) else { return 1 }
    return await HostedPlugin(socket).serve()
  }

  private init(_ socket: FrameSocket) {
    self.socket = socket
    log = ParentLog(socket)
    HTTPObservation.observer = answers
  }

  private func serve() async -> Int32 {
    await withCheckedContinuation { continuation in
      ended = continuation
      socket.start { [self] in
        take($0)
      } end: { [self] _ in
        close(within: Self.lostLimit)
      }
    }
  }

  private func take(_ bytes: ByteBuffer) -> Bool {
    do throws(WireError) {
      take(try HostFrame(bytes))
      return true
    } catch {
      refuse("the program was replaced while it ran, or is damaged: its process got \(error)")
      return false
    }
  }

  private func take(_ frame: HostFrame) {
    switch frame {
    case .open(let opening): open(opening)
    case .start(let exchange, let call):
      begin(exchange) { $0.start(call, receiver: $1) }
    case .probe(let exchange):
      begin(exchange) { $0.probe(receiver: $1) }
    case .cancel(let exchange, let reason):
      if let running = running.removeValue(forKey: exchange) { binding?.cancel(running, reason: reason) }
    case .route(let route): put(route)
    case .logLevel(let level): log.level = level
    case .ping:
      reportFaults()
      reportMetrics()
      send(.pong)
      reportStatus()
    case .close(let limit): close(within: limit)
    case .oauth(let document): oauth.publish(document)
    case .secret(let number, let result): secrets.removeValue(forKey: number)?.resume(returning: result)
    case .ask(let request, let call):
      guard let addition else { return send(.word(request, .failed(.refused))) }
      addition.begin(request, call)
    case .takeBack(let request): addition?.takeBack(request)
    case .taken(let request, let size): addition?.taken(request, size)
    case .tunnelStatus(let document): tunnelStatus = document
    }
  }

  /// The parent reads it: what it may touch is not for this process, and it keeps its log clean.
  func readSecret(_ reference: String) async -> Result<String, HostFacilities.SecretFailure> {
    await withCheckedContinuation { continuation in
      lastSecret += 1
      secrets[lastSecret] = continuation
      send(.readSecret(lastSecret, reference))
    }
  }

  /// On the loop, as providers call it.
  nonisolated var secretIsKnown: @Sendable (String) -> Void {
    { [weak self] secret in NetworkLoop.assumeIsolated { self?.send(.secret(secret)) } }
  }

  func put(_ portable: PortableHTTPRoute) {
    do throws(RootCertificatesFailure) {
      HTTPRoutes.shared.replace(with: try HTTPRouteTable(portable, as: route))
    } catch {
      log.logger.error("\(error)")
    }
  }

  func refuse(_ why: String) {
    send(.refused(why))
    Task { await finish(status: 1) }
  }

  // MARK: Exchanges

  private func begin(
    _ exchange: UInt64, _ start: (Binding, any ExchangeReceiver) -> Binding.Exchange?
  ) {
    let relay = EventRelay { [self] event in pass(event, of: exchange) }
    guard let started = binding.flatMap({ start($0, relay) }) else {
      return send(.event(exchange, .finished(ExchangeOutcome(.internal, detail: "the plugin refused the call"))))
    }
    running[exchange] = started
  }

  private func pass(_ event: ExchangeEvent, of exchange: UInt64) {
    switch event {
    // A reader that is behind does not hold up the stream, and a stream does not fill the memory (W-17).
    case .notification, .ignored: send(.event(exchange, event), limit: FrameSocket.dispensableLimit)
    case .head, .response: send(.event(exchange, event))
    case .finished:
      running[exchange] = nil
      send(.event(exchange, event))
      reportFaults()
    }
  }

  func reportStatus() {
    guard let binding else { return }
    let status = HostedStatus(children: binding.children, auth: binding.authStatus?.activity)
    guard status != reportedStatus else { return }
    reportedStatus = status
    send(.status(status))
  }

  func reportFaults() {
    // What a channel's plugin adds is of the same instance, and counted with it.
    let count =
      binding.map { $0.faultCount + ($0.authStatus?.faults ?? 0) } ?? addition?.plugin.faultCount ?? 0
    guard count != reportedFaults else { return }
    reportedFaults = count
    send(.faults(UInt64(count)))
  }

  /// With each sign of life, which the parent asks for every two seconds: counting must cost nothing more.
  private func reportMetrics() {
    let reports = collector.collect(from: metrics)
    if !reports.isEmpty { send(.metrics(reports)) }
    let answered = answers.take()
    if !answered.isEmpty { send(.answers(answered)) }
  }

  func send(_ frame: PluginFrame, limit: Int = .max) {
    socket.send(frame.encoded, limit: limit)
  }

  // MARK: End

  private func close(within limit: Duration) {
    guard !isEnding else { return }
    isEnding = true
    Task {
      if let binding {
        addition?.plugin.stop()
        await binding.close(within: limit)
      } else {
        await addition?.plugin.close(within: limit)
      }
      reportFaults()
      reportMetrics()
      await finish(status: 0)
    }
  }

  /// Waits until the parent has taken the last word, though not for long.
  private func finish(status: Int32) async {
    for _ in 0..<50 where socket.waiting > 0 { try? await LoopClock.sleep(for: .milliseconds(4)) }
    ended?.resume(returning: status)
    ended = nil
  }
}
