public import ControlPlane
public import CurlHTTP
public import Logging
import PluginHost
public import ServiceLifecycle

/// Keeps a `cloudflared` beside the tunnel (dataplane spec 26.6). It is started once: when it ends, so does the process,
/// and whoever supervises us decides (CF-05).
@NetworkLoop
public final class Cloudflared: Service {
  /// Where its token comes from.
  public enum Credential: Sendable {
    case token(String)
    /// Asks the service; see CP-14.
    case managed(@NetworkLoop @Sendable () async -> Result<ManagedRuntime, ManagedRuntimeFailure>)
  }

  public struct Limits: Sendable {
    public var ready: Duration
    /// Between SIGINT and SIGKILL.
    public var stop: Duration

    /// `drain`: how long calls may take to finish. The companion gets little longer, so that the default is over within
    /// two seconds, and at most its five (CF-06).
    public init(ready: Duration, drain: Duration) {
      self.ready = ready
      stop = min(drain + .milliseconds(250), .seconds(5))
    }
  }

  public private(set) var state = CloudflaredState.starting {
    didSet { if state != oldValue { changed() } }
  }
  /// When it was last asked whether it is ready, or has changed.
  public private(set) var observedAt: ContinuousClock.Instant?

  private let program: CloudflaredProgram
  private let credential: Credential
  private let secrets: Set<String>
  /// Told a token before anything can name it.
  private let register: @Sendable (String) -> Void
  private let limits: Limits
  private let logger: Logger
  private var isStopping = false
  private var fetching: Task<Result<ManagedRuntime, ManagedRuntimeFailure>, Never>?
  private var process: CloudflaredProcess?

  private static let startInterval = Duration.milliseconds(250)
  private static let interval = Duration.seconds(1)
  private static let probeLimit = Duration.milliseconds(500)

  public nonisolated init(
    _ program: CloudflaredProgram, credential: Credential, secrets: [String], limits: Limits, logger: Logger,
    register: @escaping @Sendable (String) -> Void
  ) {
    self.program = program
    self.credential = credential
    self.secrets = Set(secrets)
    self.limits = limits
    self.register = register
    var logger = logger
    logger[metadataKey: "component"] = "cloudflared"
    self.logger = logger
  }

  public func run() async throws {
    try await withTaskCancellationOrGracefulShutdownHandler {
      try await supervise()
      // The tunnel asks it to stop before the group does; an end of this service by then would be one by itself.
      try? await gracefulShutdown()
    } onCancelOrGracefulShutdown: {
      NetworkLoop.execute { self.stop() }
    }
  }

  /// Asks it to end; ``run()`` returns when it has. More than once is the same as once.
  public func stop() {
    guard !isStopping else { return }
    isStopping = true
    state.apply(.stopped)
    fetching?.cancel()
    process?.stop(grace: limits.stop)
  }

  private func supervise() async throws(CloudflaredFailure) {
    guard let token = try await token() else { return }
    var failure = try await live(token)
    // The port was free when it was chosen; somebody may have been quicker (W-66).
    if let port = failure?.lostPort {
      logger.warning("cloudflared lost its port; starting it again on another", metadata: ["port": "\(port)"])
      failure = try await live(token)
    }
    guard !isStopping, let failure else { return }
    state.apply(failure.event)
    throw failure.error(state, limits.ready)
  }

  /// Nil: stopped meanwhile.
  private func token() async throws(CloudflaredFailure) -> String? {
    guard !isStopping else { return nil }
    switch credential {
    case .token(let token): return token
    case .managed(let fetch):
      let fetching = Task(executorPreference: NetworkLoop.executor) { await fetch() }
      self.fetching = fetching
      let result = await fetching.value
      self.fetching = nil
      guard !isStopping else { return nil }
      switch result {
      case .success(let runtime):
        register(runtime.token)
        return runtime.token
      case .failure(let failure):
        state.apply(.fetchFailed)
        throw .fetch(failure)
      }
    }
  }

  /// From its start to its end; nil: it ended because it was asked to.
  private func live(_ token: String) async throws(CloudflaredFailure) -> CloudflaredEnd? {
    guard !isStopping else { return nil }
    guard let port = LoopbackPort.free() else { throw .start("no port of 127.0.0.1 is free") }
    let process = CloudflaredProcess(
      CloudflaredLaunch(
        program: program.path, port: port, token: token, host: HostEnvironment.current(), secrets: secrets),
      logger: logger)
    self.process = process
    defer { self.process = nil }
    let ending = await withTaskGroup(of: Void.self) { group in
      group.addTask(executorPreference: NetworkLoop.executor) { await self.watch(port) }
      let ending = await process.run()
      group.cancelAll()
      return ending
    }
    guard !isStopping else { return nil }
    return CloudflaredEnd(ending, port: state == .starting && LoopbackPort.isTaken(port) ? port : nil)
  }

  /// Asks whether it is ready, for as long as it runs (CF-04).
  private func watch(_ port: Int) async {
    let deadline = ContinuousClock.now + limits.ready
    let request = HTTPRequest(method: "GET", url: "http://127.0.0.1:\(port)/ready", timeout: Self.probeLimit)
    while !Task.isCancelled {
      let response = try? await HTTPClient().send(request, bodyLimit: 64 << 10) { _ in false }
      guard !Task.isCancelled, !isStopping else { return }
      observedAt = .now
      state.apply(.probed(status: response?.head.status))
      if state == .starting, .now >= deadline {
        state.apply(.timeElapsed)
        process?.stop(grace: limits.stop)
        return
      }
      let pause = state == .starting ? min(Self.startInterval, deadline - .now) : Self.interval
      do { try await LoopClock.sleep(for: pause) } catch { return }
    }
  }

  private func changed() {
    observedAt = .now
    switch state {
    case .ready: logger.info("cloudflared ready")
    case .stopped: logger.info("cloudflared stopping")
    case .starting: break
    default: logger.warning("\(state.reason)")
    }
  }
}
