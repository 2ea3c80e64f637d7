import Glibc
import HTTPServing
import HTTPTestClient
import LogPipeline
import Logging
import RawJSON
import Testing

@testable import SupportBundle

/// The archive as the programs of the system read it (A-108, A-109, W-46).
@Suite struct ArchiveTests {
  private let temporary = TemporaryFolder()

  /// Standard output of a shell's command line.
  private func output(of command: String) -> String {
    guard let pipe = popen(command, "r") else { return "" }
    defer { pclose(pipe) }
    var text: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&part, 1, part.count, pipe), count > 0 { text += part[..<count] }
    return String(decoding: text, as: UTF8.self)
  }

  private func save(_ bytes: [UInt8], _ name: String = "bundle.tar.gz") throws -> String {
    let path = "\(temporary.path)/\(name)"
    let file = try #require(fopen(path, "w"))
    defer { fclose(file) }
    try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    return path
  }

  private func bundle(_ logs: LogPipeline, minutes: String? = nil) async throws -> [UInt8] {
    let parts = Parts()
    try await SupportBundle(logs: logs, source: FixedSource(), window: BundleWindow(minutes: minutes))
      .write { await parts.append($0) }
    return await parts.bytes
  }

  private func pipeline(_ redactor: Redactor = Redactor()) throws -> LogPipeline {
    LogPipeline(format: .json, sink: try LogSink(path: "/dev/null"), redactor: redactor)
  }

  @Test(arguments: [0, 1, 511, 512, 513, 70_000, 300_000])
  func `tar and gzip read files of every size back byte for byte`(size: Int) async throws {
    let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    let parts = Parts()
    let archive = try #require(BundleArchive(modifiedAt: 1_767_225_600) { await parts.append($0) })
    try await archive.add("first.txt", Array("hello\n".utf8))
    try await archive.add("folder/second.bin", content)
    try await archive.finish()
    let path = try save(await parts.bytes)
    let listing = output(of: "TZ=UTC tar -tvzf \(path) 2>&1")
    #expect(listing.split(separator: "\n").count == 2)
    #expect(listing.contains("-rw------- 0/0") && listing.contains("2026-01-01 00:00 folder/second.bin"))
    #expect(output(of: "tar -xzOf \(path) first.txt 2>&1") == "hello\n")
    #expect(output(of: "gzip -t \(path) 2>&1") == "")
    let expected = "\(temporary.path)/expected"
    _ = try save(content, "expected")
    #expect(output(of: "tar -xzOf \(path) folder/second.bin | cmp - \(expected) 2>&1") == "")
    #expect(BundleContents(archive: await parts.bytes)?.files.map(\.size) == [6, size])
  }

  @Test func `An archive that is cut or damaged is not read`() async throws {
    let bytes = try await bundle(try pipeline())
    #expect(BundleContents(archive: bytes)?.files.count == 14)
    #expect(BundleContents(archive: Array(bytes.dropLast(20))) == nil)
    var damaged = bytes
    damaged[bytes.count / 2] ^= 0xFF
    #expect(BundleContents(archive: damaged) == nil)
    #expect(BundleContents(archive: []) == nil)
  }

  @Test func `A-108, A-109: The entries are in order and the manifest lists them`() async throws {
    let logs = try pipeline()
    Logger(label: "x") { TunnelLogHandler(label: $0, pipeline: logs) }.info("one")
    let path = try save(try await bundle(logs, minutes: "90"))
    let names = output(of: "tar -tzf \(path)").split(separator: "\n")
    #expect(
      names.prefix(9) == [
        "manifest.json", "README.txt", "tunnel-client.runtime.yaml", "tunnel-client.logs.ndjson",
        "tunnel-client.metrics.prom", "admin/status.json", "admin/system.json", "admin/oauth.json",
        "admin/harpoon.json",
      ])
    let manifest = output(of: "tar -xzOf \(path) manifest.json")
    #expect(manifest.contains(#""window":"1h30m0s","event_count":1,"log_buffer_capacity":2000,"metrics_bytes":5"#))
    #expect(manifest.contains("\"files\":[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]"))
    #expect(output(of: "tar -xzOf \(path) tunnel-client.logs.ndjson").contains(#""message":"one""#))
    #expect(output(of: "tar -xzOf \(path) admin/oauth.json").contains(#"{"available":false"#))
  }

  @Test func `A secret that is registered later is not in the log of the bundle`() async throws {
    let logs = try pipeline()
    Logger(label: "x") { TunnelLogHandler(label: $0, pipeline: logs) }.info("a later-secret, said too early")
    logs.redactor.register("later-secret")
    let path = try save(try await bundle(logs))
    let log = output(of: "tar -xzOf \(path) tunnel-client.logs.ndjson")
    #expect(log.contains("said too early") && !log.contains("later-secret"))
  }

  @Test func `A log that is larger than its share loses its oldest records`() throws {
    let logs = try pipeline()
    let logger = Logger(label: "x") { TunnelLogHandler(label: $0, pipeline: logs) }
    for number in 1...50 { logger.info("record \(number)") }
    let log = BundleLog(logs, since: 0, limit: 1000)
    #expect(log.count > 3 && log.count < 50 && log.size <= 1000)
    #expect(BundleLog(logs, since: .max, limit: 1000).count == 0)
  }

  @Test(arguments: [
    (nil, 30), ("", 30), ("0", 30), ("-1", 30), ("x", 30), ("1", 1), ("1440", 1440), ("2000", 1440), ("9e9", 30),
  ])
  func `A-108: A window is 1 minute to a day, half an hour when nobody says`(text: String?, minutes: Int) {
    let window = BundleWindow(minutes: text, end: Timestamp(seconds: 1_767_323_045))
    #expect(window.minutes == minutes)
    #expect(window.fileName == "tunnel-client-logs-20260102T030405Z.tar.gz")
  }
}

private actor Parts {
  var bytes: [UInt8] = []

  func append(_ part: [UInt8]) { bytes += part }
}

private struct FixedSource: SupportBundleSource {
  func document(at path: String) async -> [UInt8]? { path == "/api/status" ? Array(#"{"a":1}"#.utf8) : nil }
  func metrics() async -> [UInt8] { Array("up 1\n".utf8) }
  func requests() async -> [[UInt8]] { [Array(#"{"sequence":1}"#.utf8)] }
  func runtime() async -> RuntimeFacts? { nil }
}
