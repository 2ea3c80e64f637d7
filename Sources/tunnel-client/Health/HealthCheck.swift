import CurlHTTP
import FoundationEssentials
import Glibc
import NIOCore

/// Asks a running client how it is, once (operator spec 9).
struct HealthCheck: Sendable {
  enum Process: Sendable {
    case pid(Int)
    case file(String)
  }

  let locator: DaemonChoice
  let process: Process?
  let requiresPoll: Bool
  /// Nil: twice the client's own poll deadline.
  let maxPollAge: Duration?
  /// For each request.
  let timeout: Duration

  /// What `/api/status` says that matters here.
  private struct Status: Decodable {
    let pid: Int?
    let processStart: Int?
    let controlPlanePollTimeout: String?
    let controlPlanePollDeadlineGuardrail: String?
  }

  func run() async -> HealthReport {
    let (address, document) = locator.look()
    let unknown = HealthReport.Probe(error: "the base URL is not known")
    var report = HealthReport(locator: document, healthz: unknown, readyz: unknown)
    var status: Status?
    if let address {
      report.baseURL = address.baseURL
      report.uiURL = address.unixSocket == nil ? address.baseURL + "/ui" : nil
      async let healthz = probe(address, "/healthz")
      async let readyz = probe(address, "/readyz")
      (report.healthz, report.readyz) = await (healthz, readyz)
      if report.healthz.ok, process != nil || (requiresPoll && maxPollAge == nil) {
        status = await self.status(of: address)
      }
      if requiresPoll { report.controlPlanePoll = await poll(address, status) }
    } else if requiresPoll {
      report.controlPlanePoll = HealthReport.Poll(error: "the base URL is not known")
    }
    report.process = process.map { identify($0, answering: status) }
    return report
  }

  private func probe(_ address: DaemonAddress, _ path: String) async -> HealthReport.Probe {
    var probe = HealthReport.Probe(url: address.baseURL + path)
    do throws(HTTPFailure) {
      let answer = try await get(address, path, limit: 1 << 20)
      probe.status = answer.head.status
      probe.ok = (200..<300).contains(answer.head.status)
      let body = answer.body.readableBytesView.prefix(4096)
      probe.body = body.isEmpty ? nil : String(decoding: body, as: UTF8.self)
    } catch {
      probe.error = error.detail
    }
    return probe
  }

  private func poll(_ address: DaemonAddress, _ status: Status?) async -> HealthReport.Poll {
    var poll = HealthReport.Poll()
    do throws(HTTPFailure) {
      let answer = try await get(address, "/metrics", limit: 16 << 20)
      if answer.head.status == 200 {
        let age = PollFreshness.maxAge(
          timeout: status?.controlPlanePollTimeout, guardrail: status?.controlPlanePollDeadlineGuardrail)
        poll = PollFreshness.judge(
          metrics: String(decoding: answer.body.readableBytesView, as: UTF8.self), now: Self.now,
          maxAge: maxPollAge ?? age)
      } else {
        poll.error = "HTTP \(answer.head.status)"
      }
    } catch {
      poll.error = error.detail
    }
    poll.url = address.baseURL + "/metrics"
    return poll
  }

  /// Nil from another program, and from one that does not let us look.
  private func status(of address: DaemonAddress) async -> Status? {
    guard let answer = try? await get(address, "/api/status", limit: 4 << 20), answer.head.status == 200 else {
      return nil
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try? decoder.decode(Status.self, from: Data(answer.body.readableBytesView))
  }

  private func get(_ address: DaemonAddress, _ path: String, limit: Int) async throws(HTTPFailure) -> HTTPResponse {
    try await HTTPClient().send(
      HTTPRequest(
        method: "GET", url: address.requestURL + path, unixSocket: address.unixSocket, timeout: timeout,
        connectTimeout: timeout), bodyLimit: limit)
  }

  private func identify(_ process: Process, answering: Status?) -> HealthReport.Process {
    var report = HealthReport.Process()
    switch process {
    case .pid(let pid): report.pid = pid
    case .file(let path):
      report.pidFile = path
      report.pid = ProcessIdentity.pid(inFile: path)
    }
    guard let pid = report.pid else {
      report.error = "there is no process number in it; the client writes it with --pid.file"
      return report
    }
    let program = ProcessEnvironment.executable.split(separator: "/").last.map(String.init) ?? "tunnel-client"
    report.error = ProcessIdentity.objection(
      to: pid, ProcessIdentity.facts(of: pid), program: program, answering: answering?.pid,
      started: answering?.processStart)
    report.running = report.error == nil
    return report
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
