import CommandDispatch
import OAuthDiscovery

extension DiscoveryAnswer {
  /// What the service is told: the document as received, or a status that says why there is none (OA-08, W-50). Hosts of
  /// the inside stay here.
  init(_ report: DiscoveryReport) {
    if let document = report.document {
      self.init(status: document.status, headers: document.headers, body: document.body)
      return
    }
    let (status, code, message, detail): (Int, String, String, String)
    if report.isIncomplete {
      let isLate = report.timedOut
      status = isLate ? 504 : 502
      code = isLate ? "oauth_discovery_timeout" : "oauth_discovery_unreachable"
      message = isLate ? "the MCP server did not answer in time" : "the MCP server could not be reached"
      detail = report.attempts.last { $0.status == nil }?.error ?? message
    } else if case .failed(let why) = report.verdict {
      let last = report.lastStatus ?? 502
      status = last >= 400 ? last : 502
      code = "oauth_discovery_failed"
      message = "the MCP server asks for authorization, and its protected resource metadata cannot be used"
      detail = why
    } else {
      status = 404
      code = "oauth_not_advertised"
      message = "the MCP server does not advertise OAuth protected resource metadata"
      detail = message
    }
    self.init(
      status: status, code: code, message: message,
      failure: FailureNote(source: "oauth_discovery", kind: code, code: status, detail: detail))
  }
}
