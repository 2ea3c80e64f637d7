import Glibc
import HTTPServing
import HTTPTestClient
import LogPipeline
import Logging
import NIOHTTP1
import Operator
import Testing

@Suite struct AccessTests {
  private static let guarded = [
    "/", "/ui", "/api/status", "/api/logs", "/api/logs/stream", "/api/log-level", "/metrics",
  ]
  /// What a reverse proxy adds, behind which everyone has a loopback address (W-36).
  private static let remote = ["X-Forwarded-For": "203.0.113.7"]

  private var open: OperatorConfiguration {
    var configuration = OperatorConfiguration(listen: .tcp(host: "127.0.0.1", port: 0), allowsRemotePeers: true)
    configuration.allowedHosts = ["tunnel.test"]
    return configuration
  }

  @Test(arguments: guarded)
  func `A-096 A peer elsewhere is refused and told of the flag`(path: String) async throws {
    try await Fixture.with { fixture async throws in
      let response = try await fixture.get(path, headers: Self.remote)
      #expect(response.status == 403)
      #expect(response.text.contains(path == "/metrics" ? "--health.remote-metrics" : "--allow-remote-ui"))
      #expect(try await fixture.get("/healthz", headers: Self.remote).status == 200)
      #expect(fixture.token == nil)
    }
  }

  @Test(arguments: guarded)
  func `A-097 A foreign host is refused`(path: String) async throws {
    try await Fixture.with { fixture async throws in
      #expect(try await fixture.get(path, headers: ["Host": "evil.example"]).status == 403)
    }
  }

  @Test func `A-099 Another site cannot set the level`() async throws {
    try await Fixture.with { fixture async throws in
      let body = #"{"level":"debug"}"#
      for headers in [
        ["Origin": "http://evil.example"], ["Sec-Fetch-Site": "cross-site"], ["Referer": "http://evil.example/page"],
      ] {
        #expect(try await fixture.get("/api/log-level", "PUT", headers: headers, body: body).status == 403)
      }
      #expect(fixture.logs.level == .info)
      #expect(
        try await fixture.get("/api/log-level", "PUT", headers: ["Referer": "http://localhost/ui"], body: body).status
          == 200)
    }
  }

  @Test func `A-115 Elsewhere one needs the token, and may not act with it`() async throws {
    try await Fixture.with(open) { fixture async throws in
      let token = try #require(fixture.token)
      let without = try await fixture.get("/api/status", headers: Self.remote)
      #expect(without.status == 401 && without.headers.first(name: "www-authenticate") == "Bearer")
      #expect(without.text.contains(#"{"error":{"code":"token_required""#))
      for wrong in ["Bearer " + String(token.dropLast()) + "x", "Bearer ", "Basic " + token, token] {
        let headers = Self.remote.merging(["Authorization": wrong]) { $1 }
        #expect(try await fixture.get("/api/status", headers: headers).status == 401)
      }
      let headers = Self.remote.merging(["Authorization": "Bearer " + token]) { $1 }
      #expect(try await fixture.get("/api/status", headers: headers).status == 200)
      let control = try await fixture.get("/api/log-level", "PUT", headers: headers, body: #"{"level":"debug"}"#)
      #expect(control.status == 403 && control.text.contains("--allow-remote-control"))
      #expect(try await fixture.get("/api/status").status == 200)
    }
  }

  @Test func `Elsewhere one may act when that is allowed`() async throws {
    var configuration = open
    configuration.allowsRemoteControl = true
    try await Fixture.with(configuration) { fixture async throws in
      let headers = Self.remote.merging(["Authorization": "Bearer \(fixture.token ?? "")"]) { $1 }
      let body = #"{"level":"debug"}"#
      #expect(try await fixture.get("/api/log-level", "PUT", headers: headers, body: body).status == 200)
      #expect(try await fixture.get("/api/log-level", "PUT", headers: Self.remote, body: body).status == 401)
    }
  }

  @Test func `With others allowed, a foreign name makes a local peer one of them`() async throws {
    try await Fixture.with(open) { fixture async throws in
      #expect(try await fixture.get("/ui", headers: ["Host": "tunnel.test"]).status == 401)
      #expect(try await fixture.get("/ui", headers: ["Host": "evil.example"]).status == 401)
    }
  }

  @Test func `A browser turns the token into a cookie that scripts and other sites cannot use`() async throws {
    try await Fixture.with(open) { fixture async throws in
      let token = try #require(fixture.token)
      let login = try await fixture.get("/ui?token=\(token)", headers: Self.remote)
      #expect(login.status == 303 && login.headers.first(name: "location") == "/ui")
      let cookie = try #require(login.headers.first(name: "set-cookie"))
      #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Strict") && !cookie.contains(token))
      let pair = String(cookie.prefix { $0 != ";" })
      for (cookies, status) in [("a=b; " + pair, 200), (pair + "x", 401), ("x" + pair, 401)] {
        let headers = Self.remote.merging(["Cookie": cookies]) { $1 }
        #expect(try await fixture.get("/api/status", headers: headers).status == status)
      }
      #expect(try await fixture.get("/ui?token=wrong", headers: Self.remote).status == 401)
    }
  }

  @Test func `The token lies in a file of its own while the server is up`() async throws {
    let folder = TemporaryFolder()
    var configuration = open
    configuration.tokenFile = "\(folder.path)/token"
    try await Fixture.with(configuration) { fixture async throws in
      var status = stat()
      #expect(stat("\(folder.path)/token", &status) == 0 && status.st_mode & 0o777 == 0o600 && status.st_size == 64)
      fixture.running.cancel()
      try await fixture.running.value
      #expect(access("\(folder.path)/token", F_OK) != 0)
    }
  }

  /// W-32.
  @Test func `Metrics are for others when that is asked for`() async throws {
    var configuration = OperatorConfiguration(listen: .tcp(host: "127.0.0.1", port: 0))
    configuration.allowsRemoteMetrics = true
    try await Fixture.with(configuration) { fixture async throws in
      let headers = Self.remote.merging(["Host": "collector.example"]) { $1 }
      #expect(try await fixture.get("/metrics", headers: headers).status == 200)
    }
  }

  @Test(arguments: [("/api/status", "GET, HEAD"), ("/api/logs", "GET"), ("/api/log-level", "GET, PUT")])
  func `A-100 A wrong method is named and the right ones are too`(path: String, allowed: String) async throws {
    try await Fixture.with { fixture async throws in
      for method in ["DELETE", "POST"] {
        let response = try await fixture.get(path, method)
        #expect(response.status == 405 && response.headers.first(name: "allow") == allowed)
      }
    }
  }
}
