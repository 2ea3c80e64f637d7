import CurlHTTP
import HTTPServing
import Logging
import Operator
import Telemetry

/// Looks at the proxies of all ways out, one after the other, at start and then again and again (operator spec 11.4.1).
@NetworkLoop
final class ProxyMonitor {
  private var histories: [WayOut: ProxyHistory] = [:]
  private let metrics: ProxyMetrics
  private let logger: Logger
  private let pauseBetweenLooks = InterruptiblePause()

  nonisolated init(registry: Registry, logger: Logger) {
    metrics = ProxyMetrics(registry)
    self.logger = logger
  }

  /// What is known of a way.
  func history(of route: WayOut) -> ProxyHistory { histories[route] ?? ProxyHistory(route) }

  /// Until the task is cancelled; the ways are asked for each time, for they may change.
  func run(every interval: Duration, _ ways: @NetworkLoop () -> [WayToCheck]) async {
    // Other settings are looked at without delay.
    HTTPRoutes.shared.whenReplaced { [weak self] in
      self?.pauseBetweenLooks.end()
      return self != nil
    }
    while !Task.isCancelled {
      let ways = ways()
      let routes = Set(ways.map(\.route))
      histories = histories.filter { routes.contains($0.key) }
      for way in ways where !Task.isCancelled { await check(way) }
      await pauseBetweenLooks.wait(interval)
    }
  }

  private func check(_ way: WayToCheck) async {
    guard let proxy = way.route.proxy,
      let trial = HTTPRoutes.shared.trial(of: way.url, on: way.id, unixSocket: way.usesSocket)
    else { return }
    let check = ProxyCheck(await trial.run(), at: .now)
    guard !Task.isCancelled else { return }
    var history = history(of: way.route)
    let before = history.state
    history.add(check)
    histories[way.route] = history
    metrics.count(check, proxy: proxy.id)
    guard history.state != before else { return }
    let facts: Logger.Metadata = ["route": "\(way.route.name)", "proxy": "\(proxy.url)", "proxy_id": "\(proxy.id)"]
    if let failure = check.failure {
      let why: Logger.Metadata = ["phase": "\(failure.phase)", "reason": "\(failure.reason.rawValue)"]
      logger.warning("the proxy does not work", metadata: facts.merging(why) { $1 })
    } else {
      logger.info("the proxy works", metadata: facts)
    }
  }
}

extension ProxyCheck {
  init(_ outcome: ProxyTrial.Outcome, at time: Timestamp) {
    switch outcome {
    case .passed(let tcp, let connect, let status):
      self.init(at: time, tcp: tcp, connect: connect, httpStatus: status)
    case .noProxyHost: self.init(at: time, failure: Failure(.tcp, .missingProxyHost))
    case .noTargetHost: self.init(at: time, failure: Failure(.connect, .missingTargetHost))
    case .dialFailed(let timedOut): self.init(at: time, failure: Failure(.tcp, timedOut ? .timeout : .dialError))
    case .connectFailed(let tcp, let status, let timedOut):
      let isRefused = status.map { !(200..<300).contains($0) } ?? false
      let reason: Reason = isRefused ? .badStatus : timedOut ? .timeout : .connectError
      self.init(at: time, tcp: tcp, failure: Failure(.connect, reason), httpStatus: status)
    }
  }
}
