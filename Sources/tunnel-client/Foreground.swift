import CurlHTTP
import Glibc
import Logging
import Operator
import ServiceLifecycle
import Telemetry
import TunnelRuntime
import UnixSignals

/// Runs a tunnel and its operator server in the foreground until a signal stops them.
struct Foreground {
  let logger: Logger

  /// `before` are services that must outlive the tunnel, such as a local control plane. Without `health` there is no
  /// operator server; with a `duration` it stops by itself. `started` is called once everything listens, with the
  /// operator's base URL.
  func run(
    before: [any Service] = [], tunnel: Tunnel, registry: Registry, health: OperatorConfiguration?,
    duration: Duration? = nil, started: @Sendable (String?) throws -> Void = { _ in }
  ) async throws {
    var services: [any Service] = [ImpatientStop()] + before
    var url: String?
    if let health {
      let server = OperatorServer(
        configuration: health, source: TunnelSource(tunnel), registry: registry, logger: logger)
      do {
        let bound = try await server.bind()
        url = bound
        logger.info("operator endpoints", metadata: ["health_url": "\(bound)", "ui_url": "\(bound)/ui"])
      } catch {
        await tunnel.abandon()
        throw Failure(error)
      }
      services.append(server)
    }
    services.append(tunnel)
    try started(url)
    if let duration { services.append(Alarm(duration: duration)) }
    var configuration = ServiceGroupConfiguration(
      services: services.map { service in
        .init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)
      }, gracefulShutdownSignals: [.sigint, .sigterm], logger: logger.quiet)
    configuration.maximumGracefulShutdownDuration = .seconds(10)
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch {
      throw Failure("stopped because of an error: \(error)")
    }
    logger.info("stopped")
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
