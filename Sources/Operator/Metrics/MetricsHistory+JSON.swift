import HTTPServing

extension MetricsHistory {
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      object.member("window", window.rawValue)
      object.member("interval_seconds", window.step)
      object.member("end", end.rfc3339)
      object.member("samples", commands.ended.count)
      if let channel { object.member("channel", channel) }
      object.member("series") { value in
        value.object { series in
          write(commands, to: &series)
          if channel == nil { writeRest(to: &series) }
        }
      }
      guard channel == nil else { return }
      object.member("channels") { value in
        value.array(channels) { channel, writer in
          writer.object { object in
            object.member("name", channel.name)
            write(channel.commands, to: &object)
          }
        }
      }
    }
    return writer.bytes
  }

  private func writeRest(to series: inout JSONWriter) {
    series.member("p50_us") { $0.array(p50, Self.orNull) }
    series.member("p90_us") { $0.array(p90, Self.orNull) }
    series.member("queue_depth") { $0.array(queueDepth) { $1.value($0) } }
    series.member("workers_active") { $0.array(workersActive) { $1.value($0) } }
    series.member("poll_age_seconds") { value in
      value.array(pollAge) { age, writer in
        if age < 0 { writer.value(encoded: Self.null) } else { writer.value(Double(age) / 1000) }
      }
    }
    series.member("errors") { value in
      value.object { object in
        for (source, counts) in errors { object.member(source.rawValue) { $0.array(counts, rate) } }
      }
    }
    series.member("rss_bytes") { $0.array(residentKiB) { $1.value($0 * 1024) } }
  }

  private func write(_ commands: Commands, to object: inout JSONWriter) {
    object.member("commands_per_second") { $0.array(commands.ended, rate) }
    object.member("p99_us") { $0.array(commands.p99, Self.orNull) }
  }

  /// In a second.
  private func rate(_ count: Int, _ writer: inout JSONWriter) {
    if window.step == 1 { writer.value(count) } else { writer.value(Double(count) / Double(window.step)) }
  }

  private static let null = Array("null".utf8)

  private static func orNull(_ value: Int, _ writer: inout JSONWriter) {
    if value < 0 { writer.value(encoded: null) } else { writer.value(value) }
  }
}
