import ControlPlane
import CurlHTTP
import Glibc
import NIOCore

/// How one attempt ended, and what that means for whoever asked.
enum AdminOutcome: Sendable {
  case answered(HTTPResponse)
  case failed(HTTPFailure)

  var kind: AdminRetry.Attempt {
    switch self {
    case .answered(let response):
      .answered(
        status: response.head.status,
        retryAfter: RetryAfter.parse(response.head.headers.first("retry-after"), now: time(nil)))
    case .failed(let failure): failure.source == .closed ? .broken : .failed
    }
  }

  /// `isRepeated`: An attempt before this one may have been carried out.
  func reply(
    to request: AdminRequest, _ access: AdminAccess, isRepeated: Bool
  ) throws(AdminFailure) -> AdminReply {
    let place = (method: request.method.rawValue, path: access.path(request))
    switch self {
    case .failed(let failure):
      if failure.source == .cancelled { throw .cancelled }
      let isReadable = failure.source != .tooLarge
      throw AdminFailure(
        isReadable ? .network : .unreadable,
        isReadable ? "\(failure.kind): \(failure.detail)" : "the answer is too large", method: place.method,
        path: place.path, code: isReadable ? "network_error" : "invalid_answer",
        mitigation: isReadable
          ? "Check --control-plane.base-url, the proxies, and --ca-bundle where certificates are your own." : nil)
    case .answered(let response):
      let requestID = response.head.headers.first("x-request-id").flatMap { $0.isEmpty ? nil : $0 }
      let body = Array(response.body.readableBytesView)
      let reply = AdminReply(
        method: place.method, path: place.path, status: response.head.status, body: body, requestID: requestID)
      guard (200..<300).contains(response.head.status) else {
        // What is not there any more after an answer that was lost is what we removed.
        if request.method == .delete, response.head.status == 404, isRepeated { return reply }
        throw AdminFailure(refusal: reply, hiding: access.key)
      }
      return reply
    }
  }
}

extension AdminFailure {
  static let cancelled = AdminFailure(.cancelled, "stopped before there was an answer")
}
