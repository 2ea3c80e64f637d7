import HTTPServing
import HTTPTestClient
import NIOHTTP1
import Operator
import Testing

@Suite struct ReadinessAnswerTests {
  private let failing = Readiness(
    ready: false, text: "mcp probe failed: dial inner.host", publicText: "mcp probe failed: elsewhere", retryAfter: 7,
    dependencies: [
      .init(name: "control-plane", ready: true, state: "polling"),
      .init(
        name: "mcp:main", ready: false, state: "failed", reason: "dial inner.host",
        since: Timestamp(seconds: 1_767_225_600)),
    ])

  @Test func `A 503 says when to ask again (operator W-31)`() async throws {
    try await Fixture.with { fixture async throws in
      fixture.source.set(failing)
      let response = try await fixture.get("/readyz")
      #expect(response.status == 503)
      #expect(response.text == "mcp probe failed: dial inner.host")
      #expect(response.headers.first(name: "retry-after") == "7")
      fixture.source.set(Readiness(ready: true, text: "ready"))
      #expect(try await fixture.get("/readyz").headers.first(name: "retry-after") == nil)
    }
  }

  @Test func `verbose=1 adds a line for each dependency behind the plain answer`() async throws {
    try await Fixture.with { fixture async throws in
      fixture.source.set(failing)
      #expect(
        try await fixture.get("/readyz?verbose=1").text == """
          mcp probe failed: dial inner.host
          [+] control-plane: polling
          [-] mcp:main: failed: dial inner.host

          """)
    }
  }

  @Test func `Accept application/json gives the same as JSON`() async throws {
    try await Fixture.with { fixture async throws in
      fixture.source.set(failing)
      let response = try await fixture.get("/readyz", headers: ["Accept": "application/json"])
      #expect(response.status == 503)
      #expect(
        response.text == #"""
          {"ready":false,"text":"mcp probe failed: dial inner.host","dependencies":[
          {"name":"control-plane","ready":true,"state":"polling"},
          {"name":"mcp:main","ready":false,"state":"failed","reason":"dial inner.host",
          "since":"2026-01-01T00:00:00.000Z"}]}
          """#.replacing("\n", with: "") + "\n")
      #expect(try await fixture.get("/readyz", headers: ["Accept": "*/*"]).text == failing.text)
    }
  }
}
