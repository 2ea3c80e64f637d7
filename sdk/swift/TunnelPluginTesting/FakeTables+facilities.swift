internal import CTunnelPlugin
internal import TunnelPluginKit

// Metrics, what is known of OAuth, state and secrets.

extension tunnel_host_metrics {
  static var fake: tunnel_host_metrics {
    var table = tunnel_host_metrics()
    table.size = UInt32(MemoryLayout<tunnel_host_metrics>.size)
    table.series = { host, series, handle in
      let host = FakeHost.of(host)
      guard !host.denied.contains(.metrics) else { return PluginStatus.denied.rawValue }
      guard let series, let handle else { return PluginStatus.invalid.rawValue }
      let labels = FakeTables.fields(series.pointee.labels).sorted { $0.name < $1.name }
      let list = labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",")
      let name = FakeTables.text(series.pointee.name) + (list.isEmpty ? "" : "{\(list)}")
      if let known = host.metricNames.first(where: { $0.value == name }) {
        handle.pointee = known.key
      } else {
        handle.pointee = host.makeHandle()
        host.metricNames[handle.pointee] = name
      }
      return PluginStatus.ok.rawValue
    }
    table.add = { host, metric, amount in
      FakeHost.of(host).count(metric) { $0 = [($0.first ?? 0) + Double(amount)] }
    }
    table.set = { host, metric, value in FakeHost.of(host).count(metric) { $0 = [value] } }
    table.observe = { host, metric, value in FakeHost.of(host).count(metric) { $0.append(value) } }
    return table
  }
}

extension FakeHost {
  fileprivate func count(_ metric: tunnel_metric, _ change: (inout [Double]) -> Void) -> tunnel_status {
    guard let name = metricNames[metric] else {
      faults.append("a metric that never was")
      return PluginStatus.stale.rawValue
    }
    change(&metrics[name, default: []])
    return PluginStatus.ok.rawValue
  }
}

extension tunnel_host_oauth {
  static var fake: tunnel_host_oauth {
    var table = tunnel_host_oauth()
    table.size = UInt32(MemoryLayout<tunnel_host_oauth>.size)
    table.watch = { host, found, user in
      let host = FakeHost.of(host)
      guard !host.denied.contains(.oauth) else { return PluginStatus.denied.rawValue }
      host.oauthWatcher = found.map { ($0, user) }
      return PluginStatus.ok.rawValue
    }
    return table
  }
}

extension tunnel_host_state {
  static var fake: tunnel_host_state {
    var table = tunnel_host_state()
    table.size = UInt32(MemoryLayout<tunnel_host_state>.size)
    table.folder = { host, path, error in
      let host = FakeHost.of(host)
      guard !host.denied.contains(.state) else { return PluginStatus.denied.rawValue }
      guard let folder = host.stateFolder else { return PluginStatus.system.rawValue }
      path?.pointee = FakeTables.string(host.stateText.keep(folder))
      return PluginStatus.ok.rawValue
    }
    return table
  }
}

extension tunnel_host_secret {
  static var fake: tunnel_host_secret {
    var table = tunnel_host_secret()
    table.size = UInt32(MemoryLayout<tunnel_host_secret>.size)
    table.read = { host, reference, done, user in
      let host = FakeHost.of(host)
      guard !host.denied.contains(.secret) else { return PluginStatus.denied.rawValue }
      guard let done else { return PluginStatus.invalid.rawValue }
      let secret = host.secrets[FakeTables.text(reference)]
      let text = StableText(secret ?? "there is no such secret")
      withExtendedLifetime(text) {
        done(user, secret == nil ? PluginStatus.invalid.rawValue : PluginStatus.ok.rawValue, FakeTables.string(text))
      }
      return PluginStatus.ok.rawValue
    }
    return table
  }
}

/// Keeps the text that a plugin was given where it was given.
final class StableTextBox {
  private var text: StableText?

  func keep(_ string: String) -> StableText {
    let text = StableText(string)
    self.text = text
    return text
  }
}
