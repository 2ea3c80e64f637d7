import ControlPlane
import RawJSON

extension AdminFailure {
  private static let looksAt = 4096
  private static let shows = 1024

  /// What the service said with a status that is no success (operator spec 14.8).
  init(refusal reply: AdminReply, hiding key: String) {
    let body = Array(reply.body.prefix(Self.looksAt))
    let text = { (pointer: String) -> String? in
      body.withUnsafeBytes { string(at: pointer, in: $0) }.map { Self.shown($0, hiding: key) }
    }
    let nested = text("/error/message") != nil || text("/error/code") != nil || text("/error/type") != nil
    let prefix = nested ? "/error" : ""
    let code = text("\(prefix)/code")
    self.init(
      .refused, "", method: reply.method, path: reply.path, status: reply.status, code: code ?? Self.code(reply.status),
      type: text("\(prefix)/type"), requestID: reply.requestID)
    message =
      text("\(prefix)/message") ?? Self.detail(body).map { Self.shown($0, hiding: key) }
      ?? Self.shown(String(decoding: body, as: UTF8.self), hiding: key)
    if message.isEmpty { message = "the service gave no reason" }
    if reply.method == "DELETE", reply.status == 404, body.containsText("Invalid URL") {
      message = "tunnels cannot be deleted at this address (\(message))"
      mitigation =
        "Set --control-plane.base-url to where your organization's tunnels are managed, or delete it on the platform's page."
    } else {
      mitigation = code.flatMap { Mitigation(rawValue: $0) }?.text ?? Mitigation.text(status: reply.status)
    }
  }

  /// `detail`: a string, or whatever else as it stands there.
  private static func detail(_ body: [UInt8]) -> String? {
    body.withUnsafeBytes { bytes in
      if let text = string(at: "/detail", in: bytes) { return text }
      guard let range = try? find(pointer: "/detail", in: bytes) else { return nil }
      return String(decoding: bytes[range], as: UTF8.self)
    }
  }

  private static func code(_ status: Int) -> String {
    switch status {
    case 401: "authentication_failed"
    case 403: "permission_denied"
    case 404: "not_found"
    case 429: "rate_limit_exceeded"
    default: "service_error"
    }
  }

  /// One line, without the key and of a bounded length.
  private static func shown(_ text: String, hiding key: String) -> String {
    let hidden = key.isEmpty ? text : text.replacing(key, with: "[REDACTED]")
    let line = hidden.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.unicodeScalars.count > Self.shows
      ? String(String.UnicodeScalarView(line.unicodeScalars.prefix(shows))) + "…" : line
  }
}

extension [UInt8] {
  fileprivate func containsText(_ text: String) -> Bool { String(decoding: self, as: UTF8.self).contains(text) }
}
