internal import TunnelPluginKit

/// One call of a target, as the operator sees it (operator spec 11.6).
struct CallRecord {
  /// What was sent and received; kept on request only.
  struct Payloads {
    var request: [UInt8] = []
    var response: [UInt8] = []
    /// What the caller got, where that is something else.
    var transformed: [UInt8]?
  }

  var timestamp = WallClock.now()
  var label: String
  /// Without user information and query values (operator spec W-39).
  var url = ""
  var method: String
  /// 0: no answer.
  var status = 0
  var latencyMilliseconds = 0
  var mediaType: String?
  var requestBytes = 0
  var responseBytes = 0
  var error: String?
  var outcome = CallOutcome.success
  var payloads: Payloads?

  func write(to writer: inout JSONWriter) {
    writer.object { call in
      call.member("timestamp", timestamp)
      call.member("label", label)
      call.member("url", url)
      call.member("method", method)
      call.member("status", status)
      call.member("latency_ms", latencyMilliseconds)
      if let mediaType { call.member("response_content_type", mediaType) }
      call.member("req_bytes", requestBytes)
      call.member("resp_bytes", responseBytes)
      if let error { call.member("error", error) }
      if let payloads { write(payloads, to: &call) }
    }
  }

  private func write(_ payloads: Payloads, to call: inout JSONWriter) {
    let bodies = [payloads.request, payloads.response, payloads.transformed ?? []]
    let isText = bodies.allSatisfy { String(validating: $0, as: UTF8.self) != nil }
    let text = { (body: [UInt8]) in isText ? String(decoding: body, as: UTF8.self) : Base64.encoded(body) }
    call.member("request_body", text(payloads.request))
    call.member("response_body", text(payloads.response))
    if let transformed = payloads.transformed { call.member("response_body_transformed", text(transformed)) }
    if !isText { call.member("body_is_base64", true) }
  }
}
