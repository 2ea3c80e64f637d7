public import TunnelPluginKit
internal import TunnelPluginMCP

/// The transport to an MCP server that is a C library: each function of a manifest is a tool.
///
/// Calls are made on threads of the plugin. A function that has begun cannot be interrupted: when its caller no longer
/// waits, it runs to its end, and calls behind it wait.
public final class NativeFunctionTransport: TransportPlugin {
  public static let descriptor = PluginDescriptor(
    id: "org.tunnel-client.native",
    version: "0.1.0",
    vendor: "tunnel-client",
    summary: "The C functions of a shared library as MCP tools, from a JSON manifest",
    services: [.log, .buffer, .json, .exchange, .timer],
    configurationSchema: manifestSchema,
    wantsProcess: true)

  /// Calls that wait for a thread.
  private static let mostWaiting = 64

  private let host: Host
  private var server: NativeServer?
  private var pool = BlockingPool(threads: 1, mostWaiting: 0)
  private var turn: LibraryTurns.Turn?
  /// Calls without an answer, and some that have one and were not looked at since.
  private var calls: [ExchangeID: NativeCall] = [:]
  private var pruneAt = 64
  private var timer: Timer?
  private var timerDue = Int64.max

  public init(host: Host) {
    self.host = host
  }

  public func open(_ binding: Binding) throws(PluginError) {
    let manifest = try ManifestSource.manifest(of: binding.configuration)
    let server = try NativeServer(manifest)
    self.server = server
    turn = manifest.concurrency == 1 ? LibraryTurns.shared.turn(of: server.libraryIdentity) : nil
    pool = BlockingPool(threads: manifest.concurrency, mostWaiting: Self.mostWaiting)
    host.log(.info, "\(manifest.library): \(server.tools.count) tools, \(manifest.concurrency) calls at once")
  }

  /// A call that does not end is not waited for: it no longer speaks to the host.
  public func close() {
    timer = nil
    pool.close()
    host.closed()
  }

  public func start(_ exchange: Exchange, _ call: Call) throws(PluginError) {
    switch call.kind {
    case .request:
      guard let server else { throw PluginError(.closed, "there is no library") }
      switch server.step(call.message, id: call.id) {
      case .respond(let response): exchange.respond(response)
      case .call(let tool, let arguments, let era):
        let wait = tool.manifest.timeoutMilliseconds.map(Int64.init)
        begin(
          NativeCall(
            tool, arguments, era, id: Array(call.id), exchange: exchange, server: server,
            deadline: wait.map { MonotonicClock.milliseconds() + $0 }),
          exchange.id)
      }
    case .notification, .response:
      exchange.head(status: 202)
      exchange.finish()
    case .sessionEnd, .unknown:
      exchange.finish(.unsupported)
    }
  }

  private func begin(_ call: NativeCall, _ id: ExchangeID) {
    calls[id] = call
    let turn = turn
    do throws(PluginError) {
      try pool.submit(id.rawValue) {
        if let turn { turn.take { call.perform() } } else { call.perform() }
      }
    } catch {
      calls[id] = nil
      call.answer { _ in .failure("the library is busy: \(error.message); try again later") }
      return
    }
    prune()
    if let deadline = call.deadline, deadline < timerDue { arm(deadline) }
  }

  /// What has its answer need not be kept; each call is looked at a few times at most.
  private func prune() {
    guard calls.count >= pruneAt else { return }
    calls = calls.filter { $0.value.state != .over }
    pruneAt = max(64, calls.count * 2)
  }

  public func cancel(_ exchange: ExchangeID, reason: CancelReason) {
    guard let call = calls.removeValue(forKey: exchange) else { return }
    pool.withdraw(exchange.rawValue)
    if call.end() == .running, reason == .deadline {
      host.log(.warning, "\(call.tool.manifest.name) goes on though nobody waits for it: it cannot be interrupted")
    }
  }

  public func probe(_ exchange: Exchange) {
    exchange.finish()
  }
}

extension NativeFunctionTransport: TimerTarget {
  /// Answers those whose time is up.
  public func fired(_ timer: Timer) {
    self.timer = nil
    timerDue = .max
    let now = MonotonicClock.milliseconds()
    var next = Int64.max
    for (id, call) in calls {
      guard let deadline = call.deadline else { continue }
      guard deadline <= now else {
        next = min(next, deadline)
        continue
      }
      calls[id] = nil
      pool.withdraw(id.rawValue)
      let before = call.answer { Self.lateness(of: call.tool.manifest, $0) }
      if before == .running {
        host.log(.warning, "\(call.tool.manifest.name) goes on after its timeout: it cannot be interrupted")
      }
    }
    if next < .max { arm(next) }
  }

  private static func lateness(of function: FunctionManifest, _ state: NativeCall.State) -> ToolOutcome {
    let limit = "within \(Double(function.timeoutMilliseconds ?? 0) / 1_000) seconds"
    guard state == .running else {
      return .failure("\(function.name) was not called \(limit): other calls of the library were before it")
    }
    return .failure(
      "\(function.name) did not return \(limit). It cannot be interrupted and goes on; later calls wait for it")
  }

  private func arm(_ due: Int64) {
    timerDue = due
    do throws(PluginError) {
      timer = try Timer(host, after: UInt64(max(1, due - MonotonicClock.milliseconds())), target: self)
    } catch {
      timerDue = .max
      host.log(.warning, "no timeout for calls: \(error.message)")
    }
  }
}
