import HTTPServing

extension RequestRecord {
  /// The members of a list's element.
  func write(to writer: inout JSONWriter) {
    writer.object { object in
      writeSummary(to: &object)
    }
  }

  func writeSummary(to object: inout JSONWriter) {
    object.member("sequence", Int(clamping: sequence))
    object.member("request_id", requestID)
    object.member("channel", channel)
    object.member("kind", kind.rawValue)
    if !method.isEmpty { object.member("rpc_method", method) }
    if !tool.isEmpty { object.member("tool", tool) }
    if session != 0 { object.member("session", String(session, radix: 16)) }
    object.member("received_at", receivedAt.rfc3339)
    object.member("status", status.rawValue)
    if code != 0 { object.member("http_status", code) }
    if let failure {
      object.member("error") { value in
        value.object { error in
          error.member("source", failure.source.rawValue)
          error.member("kind", failure.kind)
          error.member("text", failure.text)
        }
      }
    }
    object.member("bytes_in", bytesIn)
    object.member("bytes_out", bytesOut)
    object.member("notifications", notifications)
    object.member("attempts", (firstAttempt == nil ? 0 : 1) + retries.count)
    object.member("timing") { value in
      value.object { object in
        for stage in timing.stages { object.member("\(stage.name)_us", Int(stage.duration)) }
        if timing.ended >= 0 { object.member("total_us", Int(timing.ended)) }
      }
    }
  }
}
