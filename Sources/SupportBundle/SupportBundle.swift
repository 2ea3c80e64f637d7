import HTTPServing
public import LogPipeline
import Telemetry

/// What a person sends to those who help: logs, metrics and the state of a running client in one archive, free of secrets
/// (operator spec 12.5, W-43, W-46). Made while it is sent: at most one of its files is in memory at a time, and none of
/// them grows without bound.
public struct SupportBundle: Sendable {
  /// The archive could not be started.
  public struct OutOfMemory: Error {}

  /// The most bytes of one file; all of them and their headers stay below 64 MiB.
  enum Limit {
    static let document = 3 << 20
    static let requests = 4 << 20
    static let metrics = 6 << 20
    static let logs = 24 << 20
  }

  private static let snapshots: [(name: String, path: String)] = [
    ("admin/status.json", "/api/status"), ("admin/system.json", "/api/system"), ("admin/oauth.json", "/api/oauth"),
    ("admin/harpoon.json", ""), ("requests.ndjson", ""), ("admin/config.json", "/api/config"),
    ("admin/plugins.json", "/api/plugins"), ("admin/health.json", "/health?details=true"),
    ("admin/metrics-history.json", "/api/metrics/history?window=1h"),
  ]
  private static let files =
    [
      "manifest.json", "README.txt", "tunnel-client.runtime.yaml", "tunnel-client.logs.ndjson",
      "tunnel-client.metrics.prom",
    ] + snapshots.map(\.name)

  private let logs: LogPipeline
  private let source: any SupportBundleSource
  private let window: BundleWindow

  /// A bundle of the log's `window`.
  public init(logs: LogPipeline, source: any SupportBundleSource, window: BundleWindow) {
    self.logs = logs
    self.source = source
    self.window = window
  }

  /// Hands the archive over in parts of some 64 KiB, each once the one before was taken.
  public func write(to sink: @escaping @Sendable ([UInt8]) async throws -> Void) async throws {
    guard let archive = BundleArchive(modifiedAt: window.end.seconds, sink: sink) else { throw OutOfMemory() }
    let runtime = await source.runtime()?.json(redactor: logs.redactor) ?? Self.absent("nobody knows")
    let metrics = Self.bounded(logs.redactor.redact(await source.metrics()), Limit.metrics)
    let start = window.start
    let log = BundleLog(logs, since: start.seconds * 1_000_000_000 + start.nanoseconds, limit: Limit.logs)
    try await archive.add("manifest.json", manifest(runtime, metricsBytes: metrics.count, events: log.count))
    try await archive.add("README.txt", Array(BundleReadme.text.utf8))
    try await archive.add("tunnel-client.runtime.yaml", YAMLText.text(of: runtime) ?? runtime)
    try await archive.add("tunnel-client.logs.ndjson", size: log.size) { try await log.write(to: $0) }
    try await archive.add("tunnel-client.metrics.prom", metrics)
    for (name, path) in Self.snapshots {
      switch name {
      case "admin/harpoon.json": try await archive.add(name, await harpoon())
      case "requests.ndjson": try await archive.add(name, await requests())
      default: try await archive.add(name, await snapshot(path))
      }
    }
    try await archive.finish()
  }

  private func manifest(_ runtime: [UInt8], metricsBytes: Int, events: Int) -> [UInt8] {
    var root = JSONObject()
    root.add("generated_at", window.end.rfc3339)
    root.add("window_start", window.start.rfc3339)
    root.add("window_end", window.end.rfc3339)
    root.add("window", window.text)
    root.add("event_count", events)
    root.add("log_buffer_capacity", logs.history.maxCount)
    root.add("metrics_bytes", metricsBytes)
    root.add("redacted", json: Array("true".utf8))
    root.add("files", strings: Self.files)
    root.add("runtime", json: runtime.count <= Limit.document ? runtime : Self.absent("it was too large"))
    return root.closed + [UInt8(ascii: "\n")]
  }

  private func snapshot(_ path: String) async -> [UInt8] {
    guard let json = await source.document(at: path) else { return Self.absent("this client has nothing there") }
    let clean = logs.redactor.redactJSONText(SnapshotJSON.cleaned(json))
    return clean.count <= Limit.document ? clean : Self.absent("it was too large")
  }

  private func harpoon() async -> [UInt8] {
    var root = JSONObject()
    for name in ["status", "targets", "calls"] { root.add(name, json: await snapshot("/api/harpoon/\(name)")) }
    return root.closed.count <= Limit.document ? root.closed : Self.absent("it was too large")
  }

  private func requests() async -> [UInt8] {
    var (lines, room) = ([[UInt8]](), Limit.requests)
    for request in await source.requests().reversed() {
      let line = logs.redactor.redactJSONText(SnapshotJSON.cleaned(request)) + [UInt8(ascii: "\n")]
      guard line.count <= room else { break }
      room -= line.count
      lines.append(line)
    }
    return Array(lines.reversed().joined())
  }

  /// Whole lines of the front.
  private static func bounded(_ text: [UInt8], _ limit: Int) -> [UInt8] {
    guard text.count > limit else { return text }
    let front = text[..<limit]
    return Array(front[...(front.lastIndex(of: UInt8(ascii: "\n")) ?? 0)])
  }

  private static func absent(_ why: String) -> [UInt8] {
    var root = JSONObject()
    root.add("available", json: Array("false".utf8))
    root.add("reason", why)
    return root.closed
  }
}
