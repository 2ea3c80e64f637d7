import HTTPServing
import HTTPTestClient
import NIOHTTP1
import Operator
import Testing

@Suite struct HealthTests {
  @Test func `The aggregate is compact unless details are asked for (user needs 4.2)`() async throws {
    try await Fixture.with { fixture async throws in
      fixture.source.show([
        HealthComponent("queue", .ok, state: "idle", details: [("depth", .number(0)), ("gone", .none)]),
        HealthComponent("mcp", .degraded, state: "failed", reasonCode: "mcp_discovery_error"),
      ])
      let root = #"""
        {"schema_version":1,"live":true,"ready":true,"snapshot_at":"2026-01-01T00:00:00.000Z","runtime":
        {"instance_id":"i-1","version":"1.2.3","flavor":"tunnel-client","started_at":"2026-01-01T00:00:00.000Z",
        "uptime_seconds":61,"lifecycle":"running"},
        """#.replacing("\n", with: "")
      let compact = try await fixture.get("/health")
      #expect(compact.status == 200)
      #expect(compact.headers.first(name: "content-type") == "application/json")
      #expect(compact.headers.first(name: "cache-control") == "no-store")
      #expect(compact.text == root + "\"truncated\":false}\n")
      #expect(try await fixture.get("/health?details=false").text == compact.text)
      // Sorted by name, whatever the source's order.
      #expect(
        try await fixture.get("/health?details=true").text == root
          + #"""
          "components":{"mcp":{"status":"degraded","state":"failed","reason_code":"mcp_discovery_error",
          "limited":false,"details":{}},"queue":{"status":"ok","state":"idle","limited":false,
          "details":{"depth":0}}},"truncated":false}
          """#.replacing("\n", with: "") + "\n")
    }
  }

  @Test func `The configuration decides when the request does not (HEALTH_SHOW_DETAILS)`() async throws {
    let configuration = OperatorConfiguration(listen: .tcp(host: "127.0.0.1", port: 0), showsHealthDetails: true)
    try await Fixture.with(configuration) { fixture async throws in
      #expect(try await fixture.get("/health").text.contains("\"components\":{}"))
      #expect(try await !fixture.get("/health?details=false").text.contains("components"))
    }
  }

  @Test func `A component stands alone under its name`() async throws {
    try await Fixture.with { fixture async throws in
      fixture.source.show([.disabled("oauth", details: [("discovery_complete", .flag(false))])])
      let response = try await fixture.get("/health/oauth")
      #expect(response.status == 200)
      #expect(
        response.text == #"""
          {"schema_version":1,"snapshot_at":"2026-01-01T00:00:00.000Z","component":"oauth","status":"disabled",
          "state":"disabled","limited":false,"details":{"discovery_complete":false}}
          """#.replacing("\n", with: "") + "\n")
    }
  }

  @Test(arguments: [
    ("GET", "/health?details=yes", 400), ("GET", "/health?details=true&details=true", 400),
    ("GET", "/health?details=%74rue", 400), ("GET", "/health?other=1", 400), ("GET", "/health/oauth?details=true", 400),
    ("GET", "/health/none", 404), ("GET", "/health/", 404), ("POST", "/health", 405), ("HEAD", "/health", 405),
    ("DELETE", "/health/none", 405),
  ])
  func `Everything else is refused by its rule (user needs 4.2)`(method: String, path: String, status: Int)
    async throws
  {
    try await Fixture.with { fixture async throws in
      fixture.source.show([.disabled("oauth")])
      let response = try await fixture.get(path, method)
      #expect(response.status == status)
      #expect(response.headers.first(name: "content-type") == "text/plain; charset=utf-8")
      if status == 405 { #expect(response.headers.first(name: "allow") == "GET") }
    }
  }

  @Test func `A component over 24 KiB keeps its state and loses its details`() async throws {
    try await Fixture.with { fixture async throws in
      let long = HealthValue.text(String(repeating: "x", count: 25 << 10))
      fixture.source.show([HealthComponent("mcp", .ok, state: "big", details: [("name", long)])])
      for path in ["/health/mcp", "/health?details=true"] {
        let text = try await fixture.get(path).text
        #expect(text.contains(#""state":"big","limited":true,"details":{}"#))
      }
    }
  }

  @Test func `An aggregate over 64 KiB loses details in the order of names, and says so`() async throws {
    try await Fixture.with { fixture async throws in
      let long = HealthValue.text(String(repeating: "x", count: 20 << 10))
      fixture.source.show(
        ["d", "c", "b", "a"].map { HealthComponent($0, .ok, state: $0, details: [("name", long)]) })
      let text = try await fixture.get("/health?details=true").text
      #expect(text.utf8.count <= 64 << 10)
      #expect(text.contains(#""a":{"status":"ok","state":"a","limited":true,"details":{}}"#))
      #expect(text.contains(#""b":{"status":"ok","state":"b","limited":false"#))
      #expect(text.hasSuffix("\"truncated\":true}\n"))
    }
  }
}
