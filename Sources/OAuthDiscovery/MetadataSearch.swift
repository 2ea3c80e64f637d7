import CurlHTTP
import NIOCore

/// Decides what is asked next and what is taken, from the answers alone (dataplane OA-03 to OA-06, W-47 to W-49, W-51).
/// Pure: ``DiscoveryRunner`` sends what it asks for. Times are since the beginning.
struct MetadataSearch: Sendable {
  enum Step: Sendable, Equatable {
    /// The server itself, to see whether and how it asks for a token.
    case probe(method: String, limit: Duration)
    case fetch(url: String, limit: Duration)
    case done
  }

  typealias Outcome = Result<FetchAnswer, HTTPFailure>

  private let target: DiscoveryTarget
  private let budget: Duration
  private var probes = ["POST", "GET"]
  private var isProbing = true
  private var rounds = AttemptRounds(count: 0)
  private var asked = 0
  private(set) var report: DiscoveryReport

  /// For both requests of the probe together.
  private let probeLimit: Duration

  init(_ target: DiscoveryTarget, budget: Duration, probeLimit: Duration) {
    self.target = target
    self.budget = budget
    self.probeLimit = probeLimit
    report = DiscoveryReport(target)
  }

  mutating func next(at elapsed: Duration) -> Step {
    let left = budget - elapsed
    if isProbing {
      if report.probe.url == nil, let method = probes.first, elapsed < min(probeLimit, budget) {
        probes.removeFirst()
        report.probe.attempted = true
        return .probe(method: method, limit: min(probeLimit - elapsed, left))
      }
      beginFetching()
    }
    guard report.document == nil, left > .zero, let (index, limit) = rounds.next() else { return end() }
    asked = index
    report.attempts[index].tried = true
    return .fetch(url: report.attempts[index].url, limit: min(limit, left))
  }

  mutating func heard(_ outcome: Outcome) {
    if isProbing { heardProbe(outcome) } else { heardFetch(outcome) }
  }

  private mutating func heardProbe(_ outcome: Outcome) {
    switch outcome {
    case .failure(let failure): report.probe.error = failure.text
    case .success(let answer):
      report.probe.status = answer.status
      report.probe.error = nil
      guard answer.status == 401 else { return }
      let challenge = Challenge(answer.headers.all("www-authenticate"))
      if challenge.wantsBearer { report.probe.wantsBearer = true }
      report.probe.url = challenge.metadataURL
    }
  }

  private mutating func beginFetching() {
    isProbing = false
    var advertised = report.probe.url
    if let url = advertised, !target.trusts(url) {
      report.probe.error = "the server names \(url), which is on an origin that is not trusted"
      report.probe.isUntrusted = true
      advertised = nil
    }
    report.attempts = MetadataCandidates.all(of: target.raw, advertised: advertised).map(DiscoveryAttempt.init)
    rounds = AttemptRounds(count: report.attempts.count)
  }

  private mutating func heardFetch(_ outcome: Outcome) {
    var attempt = report.attempts[asked]
    defer { report.attempts[asked] = attempt }
    switch outcome {
    case .failure(let failure):
      attempt.error = failure.text
      attempt.failedToArrive = true
      attempt.timedOut = failure.source == .timeout
      if attempt.timedOut { rounds.timedOut(asked) }
    case .success(let answer):
      (attempt.status, attempt.error, attempt.failedToArrive, attempt.timedOut) = (answer.status, nil, false, false)
      // Others may do better, whatever is wrong with this one (W-48).
      guard answer.status == 200 else { return attempt.error = "HTTP \(answer.status)" }
      if let failure = answer.bodyFailure { return attempt.error = failure }
      do throws(ProtectedResourceMetadata.Unusable) {
        report.document = DiscoveredDocument(
          url: attempt.url, source: attempt.source, status: answer.status, headers: answer.headers,
          body: answer.body, metadata: try ProtectedResourceMetadata(answer.body))
        attempt.selected = true
      } catch {
        attempt.error = error.reason
      }
    }
  }

  private mutating func end() -> Step {
    for index in report.attempts.indices where !report.attempts[index].tried && report.document == nil {
      report.attempts[index].error = "not tried: the time was over"
      report.attempts[index].failedToArrive = true
      report.attempts[index].timedOut = true
    }
    report.verdict = DiscoveryVerdict(report)
    return .done
  }
}

extension HTTPFailure {
  /// For a person.
  var text: String { detail.isEmpty ? kind : "\(kind): \(detail)" }
}
