import Telemetry
import Testing

@testable import PluginHost

/// Which metrics plugins may have (W-61), and how they cross from a process of their own.
@Suite struct PluginMetricsTests {
  private let registry = Registry()
  private let owner = MetricOwner(pluginID: "com.example.a", channel: "main")

  private func definition(
    _ name: String, _ kind: MetricDefinition.Kind = .counter, _ labels: [Label] = [], bounds: [Double] = []
  ) -> MetricDefinition {
    MetricDefinition(kind: kind, name: name, help: "help", labels: labels, bounds: bounds)
  }

  @Test func `A plugin's series carry its id and its channel`() throws {
    let metrics = PluginMetrics(registry)
    let wanted = definition("tunnel_plugin_calls_total", .counter, [Label("kind", "a")])
    guard case .counter(let counter) = try metrics.series(wanted, of: owner) else { return }
    counter.increment(by: 2)
    // The same again is the same.
    guard case .counter(let again) = try metrics.series(wanted, of: owner) else { return }
    #expect(counter === again)
    let line = #"tunnel_plugin_calls_total{channel="main",kind="a",plugin="com.example.a"} 2"#
    #expect(registry.exposition().contains(line + "\n"))
    #expect(metrics.summaries(of: "com.example.a") == [.init(name: wanted.name, kind: "counter", series: 1)])
    #expect(metrics.summaries(of: "com.example.b").isEmpty)
  }

  @Test func `A bundled plugin may have the names that dashboards know`() throws {
    let metrics = PluginMetrics(registry)
    let bundled = MetricOwner(pluginID: "org.tunnel-client.harpoon", channel: "harpoon")
    _ = try metrics.series(definition("harpoon_call_total", .counter, [Label("label", "x")]), of: bundled)
    #expect(
      registry.exposition().contains(
        #"harpoon_call_total{label="x",otel_scope_name="harpoon",otel_scope_schema_url="",otel_scope_version=""} 0"#))
    for foreign in [owner, MetricOwner(pluginID: "org.tunnel-client.http", channel: "main")] {
      #expect(throws: MetricRefusal.malformed) { try metrics.series(definition("harpoon_x_total"), of: foreign) }
    }
    let http = MetricOwner(pluginID: "org.tunnel-client.http", channel: "main")
    #expect(throws: MetricRefusal.malformed) { try metrics.series(definition("http_client_request_x"), of: http) }
    _ = try metrics.series(definition("http_streams", .gauge), of: http)
  }

  @Test(arguments: [
    "commands_polled_total", "tunnel_plugin_", "tunnel_plugin_Ä", "tunnel_plugin_a b", "Tunnel_plugin_a", "",
    "tunnel_plugin_" + String(repeating: "a", count: 100),
  ])
  func `Other names are refused`(name: String) {
    #expect(throws: MetricRefusal.malformed) { try PluginMetrics(registry).series(definition(name), of: owner) }
  }

  @Test(arguments: [
    [Label("plugin", "x")], [Label("le", "1")], [Label("_a", "1")], [Label("a", "1"), Label("a", "2")],
    [Label("a", String(repeating: "v", count: 129))], (0..<9).map { Label("a\($0)", "") },
  ])
  func `Other labels are refused`(labels: [Label]) {
    #expect(throws: MetricRefusal.malformed) {
      try PluginMetrics(registry).series(definition("tunnel_plugin_a", .gauge, labels), of: owner)
    }
  }

  @Test(arguments: [[2.0, 1], [1, 1], [.infinity], [.nan], (0..<65).map(Double.init)])
  func `Other bounds are refused`(bounds: [Double]) {
    #expect(throws: MetricRefusal.malformed) {
      try PluginMetrics(registry).series(definition("tunnel_plugin_a", .histogram, bounds: bounds), of: owner)
    }
  }

  @Test func `One name has one kind, also among plugins and with the host`() throws {
    _ = registry.gauge("tunnel_plugin_taken", help: "by the host")
    let metrics = PluginMetrics(registry)
    #expect(throws: MetricRefusal.taken) { try metrics.series(definition("tunnel_plugin_taken"), of: owner) }
    _ = try metrics.series(definition("tunnel_plugin_a"), of: owner)
    let other = MetricOwner(pluginID: "com.example.b", channel: "main")
    #expect(throws: MetricRefusal.taken) { try metrics.series(definition("tunnel_plugin_a", .gauge), of: other) }
    _ = try metrics.series(definition("tunnel_plugin_a"), of: other)
  }

  @Test func `A plugin has so many series on a channel and no more (W-61)`() throws {
    let metrics = PluginMetrics(registry)
    for number in 0..<PluginMetrics.mostSeries {
      _ = try metrics.series(definition("tunnel_plugin_a", .counter, [Label("n", "\(number)")]), of: owner)
    }
    #expect(throws: MetricRefusal.tooMany) { try metrics.series(definition("tunnel_plugin_b"), of: owner) }
    // What is there already stays usable, and others are not affected.
    _ = try metrics.series(definition("tunnel_plugin_a", .counter, [Label("n", "0")]), of: owner)
    _ = try metrics.series(definition("tunnel_plugin_b"), of: MetricOwner(pluginID: "com.example.a", channel: "x"))
  }

  @Test func `What a process has counted is counted here, once`() throws {
    let there = PluginMetrics(Registry())
    let here = PluginMetrics(registry)
    var collector = MetricCollector()
    var intake = MetricIntake(channel: "main", plugins: ["com.example.a"], metrics: here)
    guard case .counter(let counter) = try there.series(definition("tunnel_plugin_c"), of: owner),
      case .gauge(let gauge) = try there.series(definition("tunnel_plugin_g", .gauge), of: owner),
      case .histogram(let histogram) = try there.series(
        definition("tunnel_plugin_h", .histogram, bounds: [1, 2]), of: owner)
    else { return }
    counter.increment(by: 3)
    gauge.set(-1)
    histogram.observe(1.5)
    try intake.take(collector.collect(from: there))
    counter.increment()
    histogram.observe(9)
    try intake.take(collector.collect(from: there))
    #expect(collector.collect(from: there).isEmpty)
    let text = registry.exposition()
    let labels = #"{channel="main",plugin="com.example.a"}"#
    #expect(text.contains("tunnel_plugin_c\(labels) 4\n"))
    #expect(text.contains("tunnel_plugin_g\(labels) -1\n"))
    #expect(text.contains("tunnel_plugin_h_count\(labels) 2\n") && text.contains("tunnel_plugin_h_sum\(labels) 10.5\n"))
    #expect(text.contains(#"tunnel_plugin_h_bucket{channel="main",plugin="com.example.a",le="2"} 1"#))
    // The next process counts from the start again; the operator's numbers go on.
    var next = MetricCollector()
    intake = MetricIntake(channel: "main", plugins: ["com.example.a"], metrics: here)
    try intake.take(next.collect(from: there))
    #expect(registry.exposition().contains("tunnel_plugin_c\(labels) 8\n"))
  }

  @Test func `A process speaks of its own plugin's series only, in their order`() {
    let define = { (number: UInt32, plugin: String, name: String) in
      MetricReport(number: number, change: .defined(plugin: plugin, definition(name)))
    }
    for reports in [
      [define(0, "com.example.b", "tunnel_plugin_a")], [define(1, "com.example.a", "tunnel_plugin_a")],
      [MetricReport(number: 0, change: .counted(1))],
      [define(0, "com.example.a", "tunnel_plugin_a"), MetricReport(number: 0, change: .set(1))],
    ] {
      var intake = MetricIntake(channel: "main", plugins: ["com.example.a"], metrics: PluginMetrics(Registry()))
      #expect(throws: WireError.badValue("metric")) { try intake.take(reports) }
    }
    // A name that it may not have is not counted, which is no reason to end it.
    var intake = MetricIntake(channel: "main", plugins: ["com.example.a"], metrics: PluginMetrics(registry))
    #expect(throws: Never.self) {
      try intake.take([define(0, "com.example.a", "process_x"), MetricReport(number: 0, change: .counted(1))])
    }
    #expect(!registry.exposition().contains("process_x"))
  }
}
