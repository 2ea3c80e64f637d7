import CurlHTTP

/// One answer to a request of a plugin's process, for the metrics of the tunnel's HTTP client.
struct ObservedAnswer: Sendable, Equatable {
  var method: String
  /// Without its query, which may carry a secret and is in no metric.
  var url: String
  var status: Int
  var version: HTTPObservation.ProtocolVersion
  var after: Duration
  var sentBytes: Int?

  static let longestURL = 2048
  static let longestMethod = 32
}

/// In a plugin's process: keeps what was answered until it is handed on.
@NetworkLoop
final class AnswerLog: HTTPObserver {
  private var answers: [ObservedAnswer] = []

  /// More than this between two signs of life is a sample of them.
  private static let most = 2000

  func answered(_ request: HTTPRequest, _ observation: HTTPObservation) {
    let url = request.url.prefix { $0 != "?" && $0 != "#" }
    guard answers.count < Self.most, url.utf8.count <= ObservedAnswer.longestURL,
      request.method.utf8.count <= ObservedAnswer.longestMethod
    else { return }
    answers.append(
      ObservedAnswer(
        method: request.method, url: String(url), status: observation.status, version: observation.version,
        after: observation.after, sentBytes: observation.sentBytes))
  }

  func take() -> [ObservedAnswer] {
    defer { answers = [] }
    return answers
  }
}

extension HTTPObservation {
  /// Tells this process's observer of an answer to another process's request.
  @NetworkLoop
  static func report(_ answer: ObservedAnswer, route: HTTPRouteID) {
    observer?.answered(
      HTTPRequest(method: answer.method, url: answer.url, route: route),
      HTTPObservation(
        status: answer.status, version: answer.version, after: answer.after, sentBytes: answer.sentBytes))
  }
}
