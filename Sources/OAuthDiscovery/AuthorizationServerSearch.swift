import CurlHTTP
import NIOCore

/// Decides which URLs of an authorization server are asked and which document is taken (dataplane OA-09, OA-10). Pure.
struct AuthorizationServerSearch: Sendable {
  typealias Candidate = (url: String, document: String, pathStyle: String)

  private let budget: Duration
  private var rounds: AttemptRounds
  private var asked = 0
  private var documents: [Int: AuthorizationServerMetadata] = [:]
  private(set) var report: AuthorizationServerReport

  init(issuer: String, budget: Duration) {
    self.budget = budget
    report = AuthorizationServerReport(issuer: issuer)
    report.attempts = Self.candidates(issuer).map {
      .init(url: $0.url, document: $0.document, pathStyle: $0.pathStyle)
    }
    rounds = AttemptRounds(count: report.attempts.count)
  }

  /// For each kind of document: behind the issuer and between its host and path. Each URL once.
  static func candidates(_ issuer: String) -> [Candidate] {
    guard let raw = RawURL(issuer) else { return [] }
    var candidates: [Candidate] = []
    for document in ["oauth-authorization-server", "openid-configuration"] {
      let wellKnown = "/.well-known/" + document
      let inserted = (raw.origin + wellKnown + raw.trimmedPath, document, "inserted")
      let appended = (raw.origin + raw.trimmedPath + wellKnown, document, "appended")
      for candidate in raw.trimmedPath.isEmpty ? [inserted, appended] : [appended, inserted]
      where !candidates.contains(where: { $0.url == candidate.0 }) {
        candidates.append(candidate)
      }
    }
    return candidates
  }

  /// The next URL and how long it may take; nil at the end.
  mutating func next(at elapsed: Duration) -> (url: String, limit: Duration)? {
    let isSettled = documents.values.contains { $0.issuer == report.issuer }
    guard !isSettled, elapsed < budget, let (index, limit) = rounds.next() else {
      select()
      return nil
    }
    asked = index
    report.attempts[index].tried = true
    return (report.attempts[index].url, min(limit, budget - elapsed))
  }

  mutating func heard(_ outcome: MetadataSearch.Outcome) {
    switch outcome {
    case .failure(let failure):
      report.attempts[asked].error = failure.text
      if failure.source == .timeout { rounds.timedOut(asked) }
    case .success(let answer):
      report.attempts[asked].status = answer.status
      report.attempts[asked].headers = answer.headers
      report.attempts[asked].error = judge(answer)
    }
  }

  /// What is wrong with a document; nil when it is usable.
  private mutating func judge(_ answer: FetchAnswer) -> String? {
    guard answer.status == 200 else { return "HTTP \(answer.status)" }
    if let failure = answer.bodyFailure { return failure }
    report.attempts[asked].body = answer.body
    guard answer.mediaType == "application/json" else { return "the media type is not application/json" }
    guard let metadata = AuthorizationServerMetadata(answer.body) else { return "the body is no JSON object" }
    documents[asked] = metadata
    report.attempts[asked].metadataIssuer = metadata.issuer
    if metadata.issuer != report.issuer {
      report.attempts[asked].issuerMismatch = true
      report.attempts[asked].warning =
        "the document's issuer is \(metadata.issuer ?? "missing"), not \(report.issuer): strict clients refuse it"
    }
    return nil
  }

  private mutating func select() {
    let usable = documents.sorted { $0.key < $1.key }
    guard let chosen = usable.first(where: { $0.value.issuer == report.issuer }) ?? usable.first else { return }
    report.attempts[chosen.key].selected = true
    report.metadata = chosen.value
  }
}
