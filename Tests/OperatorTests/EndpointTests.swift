import HTTPServing
import HTTPTestClient
import NIOCore
import NIOHTTP1
import Operator
import Telemetry
import Testing

@Suite struct EndpointTests {
  @Test func `Liveness answers any method and any host`() async throws {
    try await Fixture.with { fixture async throws in
      for method in ["GET", "POST", "HEAD"] {
        let response = try await fixture.get("/healthz", method, headers: ["Host": "probe.example"])
        #expect(response.status == 200)
        #expect(response.text == (method == "HEAD" ? "" : "live"))
        #expect(response.headers.first(name: "content-type") == "text/plain; charset=utf-8")
      }
    }
  }

  @Test func `Readiness says exactly what the source says at that moment`() async throws {
    try await Fixture.with { fixture async throws in
      let ready = try await fixture.get("/readyz")
      #expect(ready.status == 200)
      #expect(ready.text == "ready")
      fixture.source.set(Readiness(ready: false, text: "mcp startup probe pending"))
      let pending = try await fixture.get("/readyz", "POST")
      #expect(pending.status == 503)
      #expect(pending.text == "mcp startup probe pending")
      #expect(pending.headers.first(name: "content-type") == "text/plain; charset=utf-8")
    }
  }

  @Test func `Metrics carry the readiness of the moment`() async throws {
    let scope = #"otel_scope_name="health",otel_scope_schema_url="",otel_scope_version="""#
    try await Fixture.with { fixture async throws in
      fixture.registry.counter("commands_polled_total", help: "Commands.").increment(by: 7)
      fixture.source.set(Readiness(ready: false, text: "no"))
      let response = try await fixture.get("/metrics")
      #expect(response.headers.first(name: "content-type") == "text/plain; version=0.0.4; charset=utf-8")
      #expect(response.text.contains("\ncommands_polled_total 7\n"))
      #expect(response.text.contains("\nliveness{\(scope)} 1\n"))
      #expect(response.text.contains("\nreadiness{\(scope)} 0\n"))
      fixture.source.set(Readiness(ready: true, text: "ready"))
      #expect(try await fixture.get("/metrics").text.contains("\nreadiness{\(scope)} 1\n"))
    }
  }

  @Test func `Status is one JSON object in snake case`() async throws {
    try await Fixture.with { fixture async throws in
      let response = try await fixture.get("/api/status")
      #expect(response.headers.first(name: "content-type") == "application/json; charset=utf-8")
      #expect(
        response.text == #"""
          {"version":"1.2.3","instance_id":"i-1","started_at":"2026-01-01T00:00:00.005Z","uptime_seconds":61,
          "tunnel_id":"tunnel_x","control_plane":{"url":"https://api.test","state":"degraded","detail":"says \"no\"",
          "last_success_at":"2026-01-01T00:00:00.005Z","last_error":"503","consecutive_failures":2},"channels":[
          {"name":"main","plugin_id":"p","plugin_version":"1.0.0","plugin_path":"/p.so","state":"up","detail":"",
          "since":"2026-01-01T00:00:00.005Z","in_flight":1,"completed":2,"failed":3,
          "last_command_at":"2026-01-01T00:00:00.005Z","last_accepted_at":"2026-01-01T00:00:00.005Z",
          "idle_since":"2026-01-01T00:00:00.005Z"},
          {"name":"other","plugin_id":"q","plugin_version":"1.0.0","plugin_path":"/q.so","state":"stopped",
          "detail":"off","in_flight":0,"completed":0,"failed":0}],"queue":{"depth":4,"capacity":20},
          "workers":{"active":5,"limit":10},"plugins":[{"id":"p","version":"1.0.0","path":"/p.so","faults":6,"isolation":"none"},
          {"id":"q","version":"1.0.0","path":"/q.so","faults":0,"isolation":"process","pid":42,"restarts":3}],
          "readiness":{"ready":true,"text":"ready","dependencies":[]},"client_instance_id":"i-1",
          "control_plane_base_url":"https://api.test","control_plane_tunnel_id":"tunnel_x"}
          """#.replacing("\n", with: "") + "\n")
    }
  }

  @Test func `The page and its assets are self-contained and locked down`() async throws {
    try await Fixture.with { fixture async throws in
      let types = ["/ui": "text/html", "/assets/styles.css": "text/css", "/assets/app.js": "text/javascript"]
      for (path, type) in types {
        let response = try await fixture.get(path)
        #expect(response.status == 200)
        #expect(response.headers.first(name: "content-type") == "\(type); charset=utf-8")
        #expect(response.headers.first(name: "content-security-policy")?.hasPrefix("default-src 'self'") == true)
        #expect(response.headers.first(name: "x-content-type-options") == "nosniff")
        #expect(response.headers.first(name: "x-frame-options") == "DENY")
        #expect(response.headers.first(name: "cache-control") == "no-store")
        #expect(!response.text.contains("https://") && !response.text.contains("style=\""))
      }
      let page = try await fixture.get("/ui").text
      for path in ["/", "/ui/"] { #expect(try await fixture.get(path).text == page) }
      #expect(try await fixture.get("/favicon.ico").status == 204)
      #expect(try await fixture.get("/none").text == "404 page not found\n")
    }
  }

  @Test func `A foreign host and a wrong method are refused on the UI and the API`() async throws {
    try await Fixture.with { fixture async throws in
      for path in ["/", "/ui", "/assets/app.js", "/api/status"] {
        let response = try await fixture.get(path, headers: ["Host": "evil.example"])
        #expect(response.status == 403)
        #expect(response.headers.first(name: "x-frame-options") == "DENY")
      }
      let wrong = try await fixture.get("/api/status", "DELETE")
      #expect(wrong.status == 405)
      #expect(wrong.headers.first(name: "allow") == "GET, HEAD")
    }
  }

  @Test func `A configured name is allowed`() async throws {
    var configuration = OperatorConfiguration(listen: .tcp(host: "127.0.0.1", port: 0))
    configuration.allowedHosts = ["tunnel.test"]
    try await Fixture.with(configuration) { fixture async throws in
      #expect(try await fixture.get("/ui", headers: ["Host": "tunnel.test:8080"]).status == 200)
      #expect(try await fixture.get("/ui", headers: ["Host": "10.0.0.1"]).status == 403)
    }
  }
}
