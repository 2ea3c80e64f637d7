/// Why a tool could not do what it was asked: the caller reads the reason after the target's label (dataplane spec HA-08).
enum CallFailure: Error, Equatable {
  case labelRequired
  case unknownTarget
  case invalidParameters
  case requestTooLarge
  case requestFailed
  /// Told apart from other failures, which the caller cannot do from `request failed`.
  case timeout
  case responseReadFailed
  case responseTooLarge
  case redirectLimit
  case redirectBlocked
  case redirectScheme(allowlisted: String, redirected: String)
  case notTokenEndpoint
  case notAnAudience

  var reason: String {
    switch self {
    case .labelRequired: "label is required"
    case .unknownTarget: "unknown target"
    case .invalidParameters: "invalid parameters"
    case .requestTooLarge: "request body exceeds size limit"
    case .requestFailed: "request failed"
    case .timeout: "timeout"
    case .responseReadFailed: "response read failed"
    case .responseTooLarge: "response exceeds size limit"
    case .redirectLimit: "redirect limit exceeded"
    case .redirectBlocked: "redirect blocked"
    case .redirectScheme(let allowlisted, let redirected):
      "redirect blocked: scheme mismatch (allowlisted \(allowlisted), redirected to \(redirected))"
    case .notTokenEndpoint: "target is not an OAuth token endpoint"
    case .notAnAudience: "target URL cannot be used as an OAuth audience"
    }
  }

  /// What the operator's log says.
  var event: String {
    switch self {
    case .responseTooLarge: "harpoon response too large"
    case .responseReadFailed: "harpoon response read failed"
    default: "harpoon request failed"
    }
  }
}
