import HTTPServing
import HTTPTestClient
import LogPipeline
import Logging
import NIOCore
import NIOHTTP1
import Operator
import Telemetry
import Testing

@Suite struct LogRouteTests {
  @Test func `A-104 No records are an empty list`() async throws {
    try await Fixture.with { fixture async throws in
      let response = try await fixture.get("/api/logs")
      #expect(response.text == "{\"events\":[]}\n")
      #expect(response.headers.first(name: "content-type") == "application/json; charset=utf-8")
    }
  }

  @Test func `A-103 The limit counts from 1 to 5000, anything else is 200`() async throws {
    try await Fixture.with { fixture async throws in
      let logger = fixture.logger("x")
      for number in 1...300 { logger.info("record \(number)") }
      #expect(try await fixture.sequences("/api/logs?limit=1") == [300])
      for limit in ["0", "x", "99999", "-1"] {
        #expect(try await fixture.sequences("/api/logs?limit=\(limit)") == Array(101...300))
      }
      #expect(try await fixture.sequences("/api/logs") == Array(101...300))
    }
  }

  /// W-47.
  @Test func `Filters, a place to go on from, and lines instead of a list`() async throws {
    try await Fixture.with { fixture async throws in
      fixture.logger("a").info("one", metadata: ["channel": "main"])
      fixture.logger("b").warning("two")
      fixture.logger("a").error("Three")
      for (query, expected) in [
        ("level=warn", [2, 3]), ("component=a", [1, 3]), ("channel=main", [1]), ("text=thr", [3]), ("since=1", [2, 3]),
        ("since=1&limit=1", [2]), ("since=2020-01-01T00:00:00Z", [1, 2, 3]),
        ("since=2999-01-01T00:00:00.5%2B02:00", []), ("component=a&level=error", [3]),
      ] {
        #expect(try await fixture.sequences("/api/logs?\(query)") == expected, "\(query)")
      }
      for query in ["level=loud", "since=yesterday", "since=2020-13-01T00:00:00Z"] {
        let response = try await fixture.get("/api/logs?\(query)")
        #expect(response.status == 400 && response.text.hasPrefix(#"{"error":{"code":"bad_"#))
      }
      let lines = try await fixture.get("/api/logs", headers: ["Accept": "application/x-ndjson"])
      #expect(lines.headers.first(name: "content-type") == "application/x-ndjson")
      #expect(lines.text.split(separator: "\n").count == 3)
      #expect(try await fixture.get("/api/logs?format=ndjson").text == lines.text)
    }
  }

  @Test func `A-106 A-107 A stream greets at once, and goes on where its reader left`() async throws {
    try await Fixture.with { fixture async throws in
      let logger = fixture.logger("x")
      for number in 1...3 { logger.info("record \(number)") }
      try await fixture.stream("/api/logs/stream", headers: ["Last-Event-ID": "1"]) { next async throws in
        #expect(try await next() == "retry: 2000")
        for number in 2...3 {
          let frame = try await next().split(separator: "\n")
          #expect(frame.count == 3 && frame[0] == "event: log" && frame[1] == "id: \(number)")
          #expect(frame[2].hasPrefix("data: {\"seq\":\(number),") && frame[2].contains("record \(number)"))
        }
        logger.info("live")
        #expect(try await next().contains("id: 4\n"))
      }
    }
  }

  @Test func `A reader who has followed another process gets everything, whatever its numbers say`() async throws {
    var configuration = OperatorConfiguration(listen: .tcp(host: "127.0.0.1", port: 0))
    configuration.instanceID = "this"
    try await Fixture.with(configuration) { fixture async throws in
      for number in 1...3 { fixture.logger("x").info("record \(number)") }
      for (instance, first) in [("other", 1), ("this", 3), ("", 3)] {
        let path = "/api/logs/stream?since=1&instance=\(instance)"
        try await fixture.stream(path, headers: ["Last-Event-ID": "2"]) { next async throws in
          _ = try await next()
          #expect(try await next().contains("id: \(first)\n"))
        }
      }
    }
  }

  @Test func `A stream without a place to begin shows what comes, filtered`() async throws {
    try await Fixture.with { fixture async throws in
      let logger = fixture.logger("x")
      logger.info("before")
      try await fixture.stream("/api/logs/stream?level=warn") { next async throws in
        #expect(try await next() == "retry: 2000")
        logger.info("too little")
        logger.warning("enough")
        #expect(try await next().contains("enough"))
      }
    }
  }

  /// W-45.
  @Test func `A reader learns of what it has missed for good`() async throws {
    try await Fixture.with(historyCount: 10) { fixture async throws in
      let logger = fixture.logger("x")
      for number in 1...30 { logger.info("record \(number)") }
      try await fixture.stream("/api/logs/stream?since=5") { next async throws in
        _ = try await next()
        #expect(try await next() == "event: gap\nid: 20\ndata: {\"from\":6,\"to\":20,\"dropped\":15}")
        #expect(try await next().contains("id: 21\n"))
      }
    }
  }

  /// W-34.
  @Test func `There is room for 64 streams, again when one has gone`() async throws {
    try await Fixture.with { fixture async throws in
      try await withThrowingTaskGroup(of: Void.self) { group in
        let (opened, continuation) = AsyncStream.makeStream(of: Void.self)
        for _ in 0..<64 {
          group.addTask {
            try await fixture.stream("/api/logs/stream") { next async throws in
              _ = try await next()
              continuation.yield()
              _ = try await next()
            }
          }
        }
        var count = 0
        for await _ in opened {
          count += 1
          if count == 64 { break }
        }
        let refused = try await fixture.get("/api/logs/stream")
        #expect(refused.status == 503 && refused.text.contains("too_many_streams"))
        fixture.logger("x").info("ends them all")
        try await group.waitForAll()
      }
      while try await fixture.isRefused("/api/logs/stream") { await Task.yield() }
    }
  }

  @Test func `A stop does not wait for a stream`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.stream("/api/logs/stream") { next async throws in
        _ = try await next()
        fixture.running.cancel()
        try await fixture.running.value
      }
    }
  }

  @Test(arguments: [
    (#"{"level":" WARN "}"#, 200), (#"{"level":"error"}"#, 400), (#"{"level":"warn","x":1}"#, 400),
    (#"{"level":"warn"} x"#, 400), ("", 400), ("{", 400), (#"{"level":7}"#, 400), ("{}", 400),
    (#"{"level":"warn","level":"info"}"#, 400), (#"{"level":"warn","component":"x"}"#, 400),
  ])
  func `A-105 The level is set strictly`(body: String, status: Int) async throws {
    try await Fixture.with { fixture async throws in
      let response = try await fixture.get("/api/log-level", "PUT", body: body)
      #expect(response.status == status)
      let level = status == 200 ? "warn" : "info"
      #expect(
        try await fixture.get("/api/log-level").text
          == "{\"level\":\"\(level)\",\"supported_levels\":[\"debug\",\"info\",\"warn\"]}\n")
      guard status == 200 else { return }
      let record = try #require(fixture.logs.history.newest(1).first?.event)
      #expect(record["previous_level"] == "info" && record["new_level"] == "warn" && record.level == .warn)
    }
  }

  /// W-48.
  @Test func `Every level can be chosen, for a component and for a while`() async throws {
    try await Fixture.with { fixture async throws in
      let changed = try await fixture.get(
        "/api/log-levels", "PUT", body: #"{"level":"debug","component":"mcp","revert_after":"10m"}"#)
      #expect(
        changed.text == #"{"level":"info","components":{"mcp":"debug"},"reverting":[{"component":"mcp"}],"#
          + #""supported_levels":["debug","info","warn","error"]}"# + "\n")
      #expect(fixture.logger("mcp").logLevel == .debug && fixture.logger("x").logLevel == .info)
      let back = try await fixture.get("/api/log-levels", "PUT", body: #"{"level":"default","component":"mcp"}"#)
      #expect(back.text.contains(#""components":{},"reverting":[]"#))
      let error = try await fixture.get("/api/log-levels", "PUT", body: #"{"level":"error","revert_after":"1h"}"#)
      #expect(error.text.contains(#""level":"error""#) && error.text.contains(#""reverting":[{"to":"info"}]"#))
      for body in [#"{"level":"loud"}"#, #"{"level":"info","revert_after":"soon"}"#, #"{"level":"default"}"#, "[]"] {
        let response = try await fixture.get("/api/log-levels", "PUT", body: body)
        #expect(response.status == 400 && response.text.hasPrefix(#"{"error":{"code":"#))
      }
    }
  }
}

extension Fixture {
  /// The numbers of the records in an answer.
  fileprivate func sequences(_ path: String) async throws -> [Int] {
    try await get(path).text.split(separator: "{\"seq\":").dropFirst().compactMap { part in
      Int(part.prefix { $0.isNumber })
    }
  }

  fileprivate func isRefused(_ path: String) async throws -> Bool {
    try await TestConnection.with(address) { connection async throws in
      try await connection.start("GET", path)
      return try await connection.head().status == 503
    }
  }

  /// Opens a stream; the body gets its frames one after the other.
  fileprivate func stream(
    _ path: String, headers: [String: String] = [:], isolation: isolated (any Actor)? = #isolation,
    _ body: (() async throws -> String) async throws -> Void
  ) async throws {
    try await TestConnection.with(address) { connection async throws in
      try await connection.start("GET", path, headers: headers)
      let head = try await connection.head()
      #expect(head.status == 200 && head.headers.first(name: "content-type") == "text/event-stream")
      var text = ""
      try await body {
        while !text.contains("\n\n") {
          guard let chunk = try await connection.chunk() else { throw TestConnectionError.closed }
          text += String(buffer: chunk)
        }
        guard let end = text.firstRange(of: "\n\n") else { return "" }
        defer { text = String(text[end.upperBound...]) }
        return String(text[..<end.lowerBound])
      }
    }
  }
}
