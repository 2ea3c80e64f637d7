/// How a call ended, in the words of its metrics (dataplane spec 24.4).
enum CallOutcome: String {
  case success
  case invalidInput = "invalid_input"
  case requestError = "request_error"
  case responseReadError = "response_read_error"
  case responseTooLarge = "response_too_large"

  init(_ failure: CallFailure) {
    switch failure {
    case .labelRequired, .unknownTarget, .invalidParameters, .requestTooLarge, .notTokenEndpoint, .notAnAudience:
      self = .invalidInput
    case .requestFailed, .timeout, .redirectLimit, .redirectBlocked, .redirectScheme: self = .requestError
    case .responseReadFailed: self = .responseReadError
    case .responseTooLarge: self = .responseTooLarge
    }
  }
}
