/// Why the app server did not answer a request.
enum CallFailure: Error, Equatable {
  /// It answered with an error: its words.
  case refused(String)
  case timeout
  /// It is gone, or could not be written to.
  case gone(String)

  var message: String {
    switch self {
    case .refused(let text): text
    case .timeout: "codex did not answer in time"
    case .gone(let text): text
    }
  }
}
