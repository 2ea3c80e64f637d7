import CurlHTTP
import NIOCore
import Testing

@testable import OAuthDiscovery

/// Row 19 of dataplane section 28: which answer is taken, and what it comes to when none is (OA-05, W-48, W-49, W-51).
@Suite struct MetadataSearchTests {
  private static let timeout = MetadataSearch.Outcome.failure(HTTPFailure(.timeout, kind: "timeout", detail: ""))
  private static let refused = MetadataSearch.Outcome.failure(
    HTTPFailure(.connect, kind: "connection_refused", detail: "no"))
  private static let document = #"{"resource":"https://a.test/mcp","authorization_servers":["https://as.test"]}"#

  private static func answer(
    _ status: Int, _ body: String = "", challenge: String? = nil
  ) -> MetadataSearch.Outcome {
    var answer = FetchAnswer(status: status)
    if let challenge { answer.headers.append("WWW-Authenticate", challenge) }
    answer.body = ByteBuffer(string: body)
    return .success(answer)
  }

  /// Plays answers by URL (`POST` and `GET` for the probe), each URL's in order, the last one again and again.
  private func play(
    _ script: [String: [MetadataSearch.Outcome]], budget: Duration = .seconds(15), trusting: [String] = []
  ) throws -> (report: DiscoveryReport, steps: [MetadataSearch.Step]) {
    let target = try #require(
      DiscoveryTarget(
        serverURL: "https://a.test/mcp", userAgent: "t/1", trustedOrigins: trusting.compactMap { URLOrigin($0) }))
    var search = MetadataSearch(target, budget: budget, probeLimit: .seconds(1))
    var script = script
    var steps: [MetadataSearch.Step] = []
    var elapsed = Duration.zero
    func next(_ key: String, _ limit: Duration) -> MetadataSearch.Outcome {
      var outcomes = script[key] ?? [Self.answer(404)]
      let outcome = outcomes.removeFirst()
      if !outcomes.isEmpty { script[key] = outcomes }
      if case .failure(let failure) = outcome, failure.source == .timeout { elapsed += limit }
      return outcome
    }
    while true {
      let step = search.next(at: elapsed)
      steps.append(step)
      switch step {
      case .probe(let method, let limit): search.heard(next(method, limit))
      case .fetch(let url, let limit):
        search.heard(next(url.hasSuffix("/mcp") ? "path" : url.hasSuffix("resource") ? "root" : url, limit))
      case .done: return (search.report, steps)
      }
    }
  }

  @Test(arguments: [
    Self.answer(400), Self.answer(401), Self.answer(403), Self.answer(405), Self.answer(500),
    Self.answer(200, "<html>"), Self.answer(200), Self.answer(200, "{}"), Self.answer(200, #"{"resource":""}"#),
    Self.answer(200, #"{"resource":"x","authorization_servers":["as"]}"#), Self.answer(200, #"{"resource":1}"#),
    Self.answer(201, Self.document), Self.answer(200, Self.document + "x"), Self.refused,
  ])
  func `Whatever is wrong with the first candidate, the root is tried (W-48)`(first: MetadataSearch.Outcome) throws {
    let (report, _) = try play(["path": [first], "root": [Self.answer(200, Self.document)]])
    #expect(report.verdict == .found)
    #expect(report.attempts.map(\.selected) == [false, true])
    #expect(report.attempts[0].error != nil)
    #expect(report.document?.metadata.authorizationServers == ["https://as.test"])
  }

  @Test(arguments: [
    Self.answer(404), Self.answer(405), Self.answer(200, "<html>"), Self.answer(400), Self.answer(401),
    Self.answer(403),
  ])
  func `A server that asks for nothing advertises nothing, however it answers unknown paths (W-51)`(
    odd: MetadataSearch.Outcome
  ) throws {
    let (report, _) = try play(["POST": [Self.answer(400)], "GET": [Self.answer(405)], "path": [odd], "root": [odd]])
    #expect(report.verdict == .notAdvertised)
    #expect(!report.isIncomplete)
  }

  @Test func `A server that asks for a token and says plainly that it has no document needs no OAuth (OA-12)`() throws {
    let asks = Self.answer(401, challenge: "Bearer")
    #expect(try play(["POST": [asks], "GET": [asks]]).report.verdict == .notAdvertised)
    let (report, _) = try play(["POST": [asks], "GET": [asks], "path": [Self.answer(500)]])
    guard case .failed(let why) = report.verdict else { return #expect(Bool(false), "\(report.verdict)") }
    #expect(why.contains("bearer token"))
  }

  @Test func `What the server names itself is fetched first, and missed when it is not there (OA-03, W-51)`() throws {
    let named = Self.answer(401, challenge: #"Bearer resource_metadata="https://a.test/doc""#)
    let (found, steps) = try play(["POST": [named], "https://a.test/doc": [Self.answer(200, Self.document)]])
    #expect(found.verdict == .found)
    #expect(found.document?.source == .wwwAuthenticate)
    // The second request of the probe is not needed any more.
    #expect(steps.count == 3)
    guard case .failed(let why) = try play(["POST": [named]]).report.verdict else {
      return #expect(Bool(false), "a promise that is not kept")
    }
    #expect(why.contains("https://a.test/doc") && why.contains("404"))
  }

  @Test func `Another origin is asked only when it is trusted (W-47, user needs 4.5)`() throws {
    let foreign = "https://elsewhere.test/doc"
    let script = [
      "POST": [Self.answer(401, challenge: #"Bearer resource_metadata="\#(foreign)""#)],
      foreign: [Self.answer(200, Self.document)],
    ]
    let (refused, steps) = try play(script)
    #expect(!steps.contains(.fetch(url: foreign, limit: .seconds(2))))
    #expect(refused.probe.isUntrusted)
    guard case .failed(let why) = refused.verdict else { return #expect(Bool(false), "\(refused.verdict)") }
    #expect(why.contains("https://elsewhere.test") && why.contains("--mcp.oauth-trusted-origin"))
    #expect(try play(script, trusting: ["https://elsewhere.test"]).report.verdict == .found)
  }

  @Test func `Requests that time out are tried again with more time (W-49)`() throws {
    let (report, steps) = try play(["path": [Self.timeout, Self.timeout, Self.answer(200, Self.document)]])
    #expect(report.verdict == .found)
    let limits = steps.compactMap { if case .fetch(_, let limit) = $0 { limit } else { nil } }
    #expect(limits == [.seconds(2), .seconds(2), .seconds(4), .seconds(8)])
  }

  @Test func `The budget holds, whatever times out (OA-01, W-49)`() throws {
    for budget in [Duration.seconds(5), .seconds(15)] {
      let all = [Self.timeout]
      let (report, steps) = try play(["POST": all, "GET": all, "path": all, "root": all], budget: budget)
      let time = steps.reduce(Duration.zero) { sum, step in
        switch step {
        case .probe(_, let limit), .fetch(_, let limit): sum + limit
        case .done: sum
        }
      }
      #expect(time <= budget)
      #expect(report.isIncomplete && report.timedOut)
      guard case .unreachable = report.verdict else { return #expect(Bool(false), "\(report.verdict)") }
    }
  }

  @Test func `A server that is not there is unreachable, not without OAuth (W-51)`() throws {
    let all = [Self.refused]
    let (report, _) = try play(["POST": all, "GET": all, "path": all, "root": all])
    #expect(report.verdict == .unreachable("connection_refused: no"))
    #expect(report.isIncomplete && !report.timedOut)
  }
}
