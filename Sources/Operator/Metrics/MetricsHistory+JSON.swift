import HTTPServing

extension MetricsHistory {
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      object.member("window", window.rawValue)
      object.member("step_seconds", window.step)
      object.member("end", end.rfc3339)
      object.member("samples", commands.ended.count)
      if let channel { object.member("channel", channel) }
      write(commands, to: &object)
      guard channel == nil else { return }
      object.member("p50_ms") { Self.milliseconds(p50, &$0) }
      object.member("p90_ms") { Self.milliseconds(p90, &$0) }
      object.member("queue_depth") { $0.array(queueDepth) { $1.value($0) } }
      object.member("workers_active") { $0.array(workersActive) { $1.value($0) } }
      object.member("poll_age_seconds") { value in
        value.array(pollAge) { age, writer in
          if age < 0 { writer.value(encoded: Self.null) } else { writer.value(Double(age) / 1000) }
        }
      }
      object.member("errors") { value in
        value.object { object in
          for (source, counts) in errors {
            object.member(source.rawValue) { $0.array(counts) { $1.value($0) } }
          }
        }
      }
      object.member("rss_bytes") { $0.array(residentKiB) { $1.value($0 * 1024) } }
      object.member("channels") { value in
        value.object { object in
          for (name, commands) in channels {
            object.member(name) { value in value.object { write(commands, to: &$0) } }
          }
        }
      }
    }
    return writer.bytes
  }

  private func write(_ commands: Commands, to object: inout JSONWriter) {
    object.member("commands_per_second") { value in
      value.array(commands.ended) { count, writer in
        if window.step == 1 { writer.value(count) } else { writer.value(Double(count) / Double(window.step)) }
      }
    }
    object.member("p99_ms") { Self.milliseconds(commands.p99, &$0) }
  }

  private static let null = Array("null".utf8)

  private static func milliseconds(_ values: [Int], _ writer: inout JSONWriter) {
    writer.array(values) { value, writer in
      if value < 0 { writer.value(encoded: null) } else { writer.value(Double(value) / 1000) }
    }
  }
}
