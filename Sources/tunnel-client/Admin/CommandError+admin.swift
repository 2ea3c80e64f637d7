import TunnelAdmin

extension CommandError {
  /// What the management API said, or that it said nothing (operator spec 14.8).
  init(admin failure: AdminFailure) {
    let code: ErrorCode =
      switch failure.kind {
      case .invalid: .usage
      case .insecure: .insecureBaseURL
      case .network: .networkError
      case .unreadable: .invalidAnswer
      case .cancelled: .failed
      case .refused: Self.code(status: failure.status)
      }
    guard failure.method != nil else {
      self.init(code, failure.message, hint: failure.mitigation)
      return
    }
    self.init(
      code, failure.message, lines: failure.description,
      exchange: Exchange(
        code: failure.code, method: failure.method, path: failure.path, statusCode: failure.status,
        requestId: failure.requestID, type: failure.type, mitigation: failure.mitigation))
  }

  private static func code(status: Int?) -> ErrorCode {
    switch status {
    case 401: .authenticationFailed
    case 403: .permissionDenied
    case 404: .notFound
    case 429: .rateLimited
    default: .serviceError
    }
  }
}
