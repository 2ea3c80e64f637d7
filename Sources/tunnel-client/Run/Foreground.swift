import Companion
import Configuration
import CurlHTTP
import Glibc
import LogPipeline
import Logging
import Operator
import ServiceLifecycle
import StubServer
import Telemetry
import TunnelRuntime

/// Runs a tunnel and its operator server in the foreground until a signal stops them.
struct Foreground {
  let logger: Logger
  /// What the operator server shows of the log; nil: nothing.
  var logs: LogPipeline?
  /// What it shows of the configuration; nil: nothing.
  var documents: ProcessDocuments?
  /// The harpoon tools are on the operator's listener, too.
  var servesHarpoon = false

  /// `before` are services that must outlive the tunnel, such as a local control plane. Without `health` there is no
  /// operator server; with a `duration` it stops by itself. Only with a `reloader` SIGHUP does not end the process.
  /// `started` is called once everything listens, with the operator's base URL.
  func run(
    before: [any Service] = [], tunnel: Tunnel, registry: Registry, redactor: Redactor, health: OperatorConfiguration?,
    duration: Duration? = nil, drain: Duration = .seconds(1), reloader: Reloader? = nil,
    started: @Sendable (String?) throws -> Void = { _ in }
  ) async throws {
    let signals = await StopSignals()
    var services = before.map { essential($0, "\(type(of: $0))") }
    let notices = Self.notices(of: tunnel)
    if let notices { services.append(essential(notices, "word to the service manager")) }
    var url: String?
    if let health {
      let server = OperatorServer(
        configuration: health, source: TunnelSource(tunnel), registry: registry, logs: logs,
        traffic: TunnelTraffic(tunnel, redact: redactor.redact), redactor: redactor, documents: documents,
        plugins: TunnelPluginSource(tunnel), local: await harpoonRoutes(tunnel), logger: logger)
      do {
        let bound = try await server.bind()
        url = bound
        if let token = server.accessToken {
          // Once, for the person who starts it, and past the log: there it would be taken out.
          StandardError.write("access token for other machines: \(token.text)\n")
        }
        let address = server.address.map { "\($0)" }
        await tunnel.describe { facts in
          facts.healthURL = bound
          facts.healthURLFile = health.urlFile
          facts.healthListenAddress = address
        }
        if servesHarpoon { logger.info("harpoon tools", metadata: ["http_endpoint": "\(bound)\(Self.harpoonPath)"]) }
        logger.info("operator endpoints", metadata: ["health_url": "\(bound)", "ui_url": "\(bound)/ui"])
      } catch {
        await tunnel.abandon()
        throw Failure(error)
      }
      services.append(essential(server, "operator server"))
    }
    // Before the tunnel, so that its end is waited for after the drain; the tunnel asks it to stop when that begins.
    if let companion = await tunnel.companion { services.append(essential(companion, "cloudflared")) }
    services.append(essential(tunnel, "tunnel"))
    try started(url)
    services.append(ending(signals))
    if let duration { services.append(ending(Alarm(duration: duration))) }
    if let reloader { services.append(ending(ReloadOnHangUp(reloader: reloader, notices: notices))) }
    try await run(services, drain: drain)
    logger.info("stopped")
  }

  private static let harpoonPath = "/harpoon/mcp"

  /// Nil without targets (dataplane spec HH-01).
  private func harpoonRoutes(_ tunnel: Tunnel) async -> LocalRoutes? {
    guard servesHarpoon, let binding = await tunnel.binding(of: HarpoonSettings.channel) else { return nil }
    let front = MCPFront(binding, at: Self.harpoonPath)
    return LocalRoutes(refusal: "harpoon transport is restricted to loopback\n", add: front.addRoutes)
  }

  /// Runs one server that is no tunnel until a signal stops it.
  func run(_ server: some Service, until signals: StopSignals) async throws {
    try await run([essential(server, "server"), ending(signals)], drain: .zero)
  }

  private func run(_ services: [ServiceGroupConfiguration.ServiceConfiguration], drain: Duration) async throws {
    var configuration = ServiceGroupConfiguration(services: services, logger: logger.quiet)
    configuration.maximumGracefulShutdownDuration = drain + .seconds(10)
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch let failure as Failure {
      throw failure
    } catch let failure as CloudflaredFailure {
      throw Failure(failure)
    } catch {
      throw Failure("stopped because of an error: \(error)")
    }
  }

  /// Calls under way still get their time when one of these fails.
  private func essential(_ service: any Service, _ name: String) -> ServiceGroupConfiguration.ServiceConfiguration {
    .init(
      service: Essential(name: name, service: service), successTerminationBehavior: .gracefullyShutdownGroup,
      failureTerminationBehavior: .gracefullyShutdownGroup)
  }

  /// A service whose end is the wish to stop.
  private func ending(_ service: any Service) -> ServiceGroupConfiguration.ServiceConfiguration {
    .init(
      service: service, successTerminationBehavior: .gracefullyShutdownGroup,
      failureTerminationBehavior: .gracefullyShutdownGroup)
  }

  private static func notices(of tunnel: Tunnel) -> SupervisorNotices? {
    let environment = ProcessEnvironment.current
    return SupervisorSocket(environment["NOTIFY_SOCKET"]).map { socket in
      SupervisorNotices(
        socket, tunnel: tunnel,
        watchdog: WatchdogInterval.read(
          microseconds: environment["WATCHDOG_USEC"], pid: environment["WATCHDOG_PID"]))
    }
  }
}

extension Logger {
  /// For libraries whose bookkeeping nobody wants to read at the ordinary level.
  fileprivate var quiet: Logger {
    var logger = self
    logger.logLevel = logger.logLevel == .info ? .warning : logger.logLevel
    return logger
  }
}
