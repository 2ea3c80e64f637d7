internal import TunnelPluginKit

/// What a target answered, as the caller gets it.
struct CallResult {
  let status: Int
  let headers: AnsweredHeaders
  let body: [UInt8]

  func write(to result: inout JSONWriter) {
    let encoded = Base64.encoded(body)
    ToolText.write(json(encoded, leavesOutEmpty: true), structured: json(encoded, leavesOutEmpty: false), to: &result)
  }

  /// The text form leaves empty members out, the structured one has all five (dataplane spec HA-07).
  private func json(_ encoded: String, leavesOutEmpty: Bool) -> [UInt8] {
    var writer = JSONWriter(capacity: encoded.utf8.count + 1_024)
    writer.object { object in
      object.member("status_code", status)
      if !leavesOutEmpty || !headers.fields.isEmpty {
        object.key("headers")
        headers.write(to: &object)
      }
      if !leavesOutEmpty || !encoded.isEmpty { object.member("body_base64", encoded) }
      object.member("body_size_bytes", body.count)
      // A longer body is an error, and never cut (dataplane spec HC-05).
      if !leavesOutEmpty { object.member("truncated", false) }
    }
    return writer.bytes
  }
}
