import Glibc
import HTTPTestClient
import LogPipeline
import Logging
import Synchronization
import Telemetry
import Testing

@Suite struct LogPipelineTests {
  private let temporary = TemporaryFolder()
  private var path: String { "\(temporary.path)/log" }

  private func pipeline(_ secrets: [String] = [], rotation: LogRotation = .never) throws -> LogPipeline {
    LogPipeline(
      format: .json, sink: try LogSink(path: path, rotation: rotation), redactor: Redactor(secrets), historyCount: 100)
  }

  private func logger(_ label: String, _ pipeline: LogPipeline) -> Logger {
    Logger(label: label) { TunnelLogHandler(label: $0, pipeline: pipeline) }
  }

  /// W-44: the file and the history see the same.
  @Test func `No sink sees a secret`() throws {
    let pipeline = try pipeline(["topsecret"])
    logger("x", pipeline).info(
      "got topsecret",
      metadata: [
        "a": "topsecret", "Set-Cookie": "c=1", "list": ["topsecret", ["client-secret": "zzz", "b": "fine"]],
        "number": .stringConvertible(7),
      ])
    let file = contents(of: path)
    #expect(!file.contains("topsecret") && !file.contains("c=1") && !file.contains("zzz") && file.contains("fine"))
    let entry = try #require(pipeline.history.newest(1).first)
    #expect(entry.event.message == "got [REDACTED]")
    #expect(entry.event["a"] == "[REDACTED]" && entry.event["Set-Cookie"] == "[REDACTED]")
    #expect(entry.event["number"] == "7" && entry.event["component"] == "x")
    let json = String(decoding: entry.event.json(sequence: entry.sequence), as: UTF8.self)
    #expect(json.hasPrefix(#"{"seq":1,"time":"20"#) && json.contains(#""level":"INFO","message":"got [REDACTED]""#))
  }

  /// W-46.
  @Test func `One record takes at most 64 KiB of the history, and the file has it whole`() throws {
    let pipeline = try pipeline()
    logger("x", pipeline).info("\(String(repeating: "m", count: 100_000))", metadata: ["a": "later"])
    let entry = try #require(pipeline.history.newest(1).first?.event)
    #expect(entry.message.utf8.count < LogEntry.maxBytes + 32 && entry.message.hasSuffix("[cut]"))
    #expect(contents(of: path).utf8.count > 100_000)
  }

  /// A full disk: what was lost is told as soon as something can be written.
  @Test func `Records that nobody took are counted and told`() throws {
    symlink("/dev/full", path)
    let pipeline = try pipeline()
    let logger = logger("x", pipeline)
    for _ in 0..<3 { logger.info("lost") }
    unlink(path)
    try pipeline.sink.reopen()
    logger.info("there")
    logger.info("and there")
    let lines = contents(of: path).split(separator: "\n")
    #expect(lines.count == 3 && lines[0].contains("there") && lines[2].contains("and there"))
    #expect(lines[1].contains(#""count":"3""#) && lines[1].contains("No space left on device"))
    #expect(pipeline.history.newest(10).count == 6)
  }

  /// A terminal that was stopped, a collector that hangs: every thread of the process writes here.
  @Test func `A reader that stops reading loses records and stops nobody`() throws {
    #expect(mkfifo(path, 0o600) == 0)
    let reader = open(path, O_RDWR | O_NONBLOCK)
    defer { close(reader) }
    let pipeline = try pipeline()
    let logger = logger("x", pipeline)
    for _ in 0..<200 { logger.info("\(String(repeating: "x", count: 10_000))") }
    #expect(pipeline.history.newest == 200)
    var text = [UInt8]()
    func drain() {
      var piece = [UInt8](repeating: 0, count: 1 << 20)
      while true {
        let count = read(reader, &piece, piece.count)
        guard count > 0 else { return }
        text += piece[..<count]
      }
    }
    drain()
    logger.info("back")
    drain()
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
    #expect(lines.contains { $0.contains(#""msg":"back""#) && $0.hasPrefix("{") })
    #expect(lines.last?.contains("log records were lost") == true)
    #expect(lines.count < 20)
  }

  /// logrotate without a signal, or somebody who removes it.
  @Test func `A file that was moved away or removed gets a successor by itself`() async throws {
    let pipeline = try pipeline()
    let logger = logger("x", pipeline)
    logger.info("first")
    rename(path, path + ".old")
    while access(path, F_OK) != 0 {
      logger.info("second")
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(contents(of: path + ".old").contains("first") && contents(of: path).contains("second"))
    #expect(!contents(of: path).contains("first"))
  }

  /// Names of attributes come from plugins' processes, too; a terminal acts on more than the characters below the blank.
  @Test func `Nothing in a record forges another or reaches the terminal`() throws {
    for format in [LogFormat.console, .structText, .json] {
      let path = "\(path)-\(format)"
      let pipeline = LogPipeline(format: format, sink: try LogSink(path: path), redactor: Redactor())
      let odd = "a\nb\r\u{1B}[31m\u{9B}31m\u{2028}\u{2029}\u{202E}\u{2066}\u{7F}é"
      logger("x", pipeline).info("\(odd)", metadata: ["k": "\(odd)", "bad\nname \u{1B}=\"": "v", "level": "FORGED"])
      let text = contents(of: path)
      #expect(text.hasSuffix("\n") && text.dropLast().unicodeScalars.allSatisfy { $0.value >= 0x20 })
      for scalar in ["\u{9B}", "\u{2028}", "\u{2029}", "\u{202E}", "\u{2066}", "\u{7F}"] as [Unicode.Scalar] {
        #expect(!text.unicodeScalars.contains(scalar), "\(format) \(scalar.value)")
      }
      #expect(text.contains("é"))
      if format == .json { #expect(text.contains(#""level":"INFO""#) && text.contains(#""level_":"FORGED""#)) }
    }
  }

  /// W-48.
  @Test func `A component can have a level of its own, and it goes back by itself`() async throws {
    let pipeline = try pipeline()
    var named = logger("dispatcher", pipeline)
    named[metadataKey: "component"] = "mcp"
    let other = logger("other", pipeline)
    #expect(named.logLevel == .info)
    pipeline.levels.set(.debug, for: .component("mcp"))
    #expect(named.logLevel == .debug && other.logLevel == .info)
    pipeline.levels.set(.error, for: .process)
    #expect(named.logLevel == .debug && other.logLevel == .error)
    await withCheckedContinuation { continuation in
      pipeline.levels.set(nil, for: .component("mcp"), revertAfter: .milliseconds(1)) { continuation.resume() }
    }
    #expect(named.logLevel == .debug)
  }

  @Test func `A later change makes an earlier way back void, and keeps what it leads to`() throws {
    var table = LogLevelTable(process: .info)
    /// Whether a change is undone, and to what level that leads.
    func reverting(_ generation: UInt64?) throws -> (Bool, Logger.Level) {
      (table.revert(.process, generation: try #require(generation)), table.process)
    }
    let first = table.set(.debug, for: .process, reverts: true)
    let second = table.set(.trace, for: .process, reverts: true)
    #expect(try reverting(first) == (false, .trace))
    #expect(try reverting(second) == (true, .info))
    let third = table.set(.debug, for: .process, reverts: true)
    let last = table.set(.error, for: .process, reverts: false)
    #expect(last == nil)
    #expect(try reverting(third) == (false, .error))
  }

  /// W-48.
  @Test func `A file that is full makes way, and so many older ones are kept`() throws {
    let pipeline = try pipeline(rotation: LogRotation(maxBytes: 1000, maxFiles: 2))
    let logger = logger("x", pipeline)
    for number in 0..<40 { logger.info("record number \(number)") }
    for path in [path, path + ".1", path + ".2"] {
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_size <= 1000 && status.st_mode & 0o777 == 0o600)
      #expect(contents(of: path).hasSuffix("}\n"))
    }
    #expect(access(path + ".3", F_OK) != 0)
    let all = [path + ".2", path + ".1", path].map(contents).joined()
    let numbers = all.split(separator: "\n").compactMap { line in
      line.split(separator: "record number ").last?.prefix { $0.isNumber }
    }
    #expect(numbers.last == "39" && numbers.compactMap { Int($0) } == Array((40 - numbers.count)..<40))
  }

  @Test func `A file that was moved away is made anew on request`() throws {
    let pipeline = try pipeline()
    let logger = logger("x", pipeline)
    logger.info("one")
    rename(path, path + ".moved")
    logger.info("two")
    try pipeline.sink.reopen()
    logger.info("three")
    #expect(contents(of: path + ".moved").contains("two") && contents(of: path).contains("three"))
    #expect(!contents(of: path).contains("two"))
  }

  @Test func `Records of many threads do not interleave`() async throws {
    let pipeline = try pipeline(rotation: LogRotation(maxBytes: 50_000, maxFiles: 50))
    await withTaskGroup { group in
      for task in 0..<8 {
        group.addTask {
          let logger = logger("x", pipeline)
          for number in 0..<100 { logger.info("task \(task) record \(number)", metadata: ["x": "y"]) }
        }
      }
    }
    let all = ([path] + (1..<20).map { "\(path).\($0)" }).map(contents).joined()
    let lines = all.split(separator: "\n")
    #expect(lines.count == 800 && lines.allSatisfy { $0.hasPrefix("{\"time\"") && $0.hasSuffix("}") })
    #expect(pipeline.history.newest(200).map(\.sequence) == Array(701...800))
  }

  /// W-47.
  @Test func `A filter wants level, component, channel, text and time together`() throws {
    let pipeline = try pipeline()
    logger("mcp", pipeline).warning("Slow Answer", metadata: ["channel": "main"])
    let entry = try #require(pipeline.history.newest(1).first?.event)
    #expect(LogFilter().matches(entry))
    let tries: [((inout LogFilter) -> Void, Bool)] = [
      ({ $0.level = .warn }, true), ({ $0.level = .error }, false), ({ $0.component = "mcp" }, true),
      ({ $0.component = "mc" }, false), ({ $0.channel = "main" }, true), ({ $0.channel = "x" }, false),
      ({ $0.text = "slow a" }, true), ({ $0.text = "MAIN" }, true), ({ $0.text = "fast" }, false),
      ({ $0.since = entry.seconds * 1_000_000_000 + entry.nanoseconds }, true), ({ $0.since = .max }, false),
    ]
    for (change, expected) in tries {
      var filter = LogFilter()
      change(&filter)
      #expect(filter.matches(entry) == expected)
    }
  }

  private func contents(of path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var text: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&bytes, 1, bytes.count, file), count > 0 { text += bytes[..<count] }
    return String(decoding: text, as: UTF8.self)
  }
}
