import HTTPServing
import HTTPTestClient
import NIOCore
import NIOHTTP1
import Operator
import Testing

/// A plugin with the mounts `demo` and `status`, the second of which the host has itself.
private struct DemoPlugins: PluginSource {
  func plugins() async -> [PluginRecord] {
    var record = PluginRecord(
      id: "com.example.demo", version: "1.0.0", vendor: "Example", summary: "A \"demo\"", path: "/lib/demo.so",
      origin: "profile", extensions: ["tunnel.operator/1"], grants: ["tunnel.host.log/1"], denied: [], channels: [],
      isolation: "none", faults: 0, configurationSchema: "{\"type\":\"object\"}")
    record.mount = "demo"
    record.panel = .init(title: "Demo", hasScript: true)
    return [record]
  }

  func endpoint(mount: String) async -> PluginEndpoint? {
    mount == "demo" || mount == "status" ? demo : nil
  }

  func endpoint(plugin id: String) async -> PluginEndpoint? {
    switch id {
    case "com.example.demo": demo
    case "com.example.gone":
      PluginEndpoint(id: id, panelScript: "panel.js") { call in
        .failed(call.path == "lost" ? .lost("killed by signal 9") : .down("restarting in 200 ms"))
      }
    default: nil
    }
  }

  func reload(plugin id: String?) async -> [PluginReload] {
    guard id == nil || id == "com.example.demo" else { return [] }
    return [
      PluginReload(
        id: "com.example.demo", channel: "main", outcome: .kept, version: "1.0.0", former: nil, error: "a \"reason\"")
    ]
  }

  private var demo: PluginEndpoint {
    PluginEndpoint(id: "com.example.demo", controlPaths: ["run", "danger/"], panelScript: "panel.js") { call in
      switch call.path {
      case "panel.js": .body(status: 200, type: "text/plain", ByteBuffer(string: "export {}"))
      case "events": .events { send in try await send("demo", 7, Array("{}".utf8)) }
      case "late": .failed(.timeout)
      default:
        .body(
          status: 201, type: "text/plain",
          ByteBuffer(
            string: "\(call.method) \(call.path) ?\(call.query) control=\(call.isControl) "
              + "\(call.headers.map { "\($0.name)=\($0.value)" }.joined()) \(String(buffer: call.body))"))
      }
    }
  }
}

@Suite struct PluginRouteTests {
  @Test func `A mount gets the method, the path below it, the query and a few headers`() async throws {
    try await Fixture.with(plugins: DemoPlugins()) { (fixture) async throws in
      let answer = try await fixture.get(
        "/api/demo/a%20b/c?x=1", headers: ["Last-Event-ID": "5", "Cookie": "secret"])
      #expect(answer.status == 201)
      #expect(answer.text == "GET a b/c ?x=1 control=false last-event-id=5 ")
      let posted = try await fixture.get("/api/demo", "POST", body: "{}")
      #expect(posted.text == "POST  ? control=true  {}")
      #expect(try await fixture.get("/api/plugins/com.example.demo/run").text == "GET run ? control=true  ")
      #expect(try await fixture.get("/api/demo/danger/x").text == "GET danger/x ? control=true  ")
      #expect(try await fixture.get("/api/demo/late").status == 504)
      #expect(try await fixture.get("/api/nothing/x").status == 404)
      #expect(try await fixture.get("/api/plugins/com.example.other/x").status == 404)
    }
  }

  @Test func `A plugin whose process is down is no missing one, and one that died says that it had the request`()
    async throws
  {
    try await Fixture.with(plugins: DemoPlugins()) { (fixture) async throws in
      let down = "\"code\":\"plugin_down\",\"message\":\"the plugin com.example.gone is not up: restarting in 200 ms\""
      for path in ["/api/plugins/com.example.gone/x", "/plugins/com.example.gone/panel.js"] {
        let answer = try await fixture.get(path)
        #expect(answer.status == 503 && answer.text.contains(down))
      }
      let lost = try await fixture.get("/api/plugins/com.example.gone/lost", "POST", body: "{}")
      #expect(lost.status == 502 && lost.text.contains("\"code\":\"plugin_crashed\""))
      #expect(lost.text.contains("killed by signal 9"))
    }
  }

  @Test func `New builds take over when they are asked to, of all plugins or of one`() async throws {
    try await Fixture.with(plugins: DemoPlugins()) { (fixture) async throws in
      let answer = try await fixture.get("/api/plugins/reload", "POST")
      #expect(answer.status == 200)
      #expect(
        answer.text.contains(
          #"{"plugins":[{"id":"com.example.demo","channel":"main","outcome":"kept","version":"1.0.0","error":"a \"reason\""}]}"#
        ))
      #expect(try await fixture.get("/api/plugins/reload", "POST", body: #"{"id":"com.example.demo"}"#).status == 200)
      #expect(try await fixture.get("/api/plugins/reload", "POST", body: #"{"id":"x"}"#).status == 404)
      #expect(try await fixture.get("/api/plugins/reload", "POST", body: #"{"id":1}"#).status == 400)
      #expect(try await fixture.get("/api/plugins/reload").status == 405)
    }
  }

  @Test func `The host's own routes and their methods win over a mount`() async throws {
    try await Fixture.with(plugins: DemoPlugins()) { (fixture) async throws in
      #expect(try await fixture.get("/api/status").text.contains("\"version\":\"1.2.3\""))
      #expect(try await fixture.get("/api/status", "DELETE").status == 405)
      #expect(try await fixture.get("/api/status/below").status == 404)
    }
  }

  @Test func `Foreign origins and names do not reach a plugin (A-098)`() async throws {
    try await Fixture.with(plugins: DemoPlugins()) { (fixture) async throws in
      for headers in [
        ["Origin": "http://evil.example"], ["Sec-Fetch-Site": "cross-site"], ["Host": "evil.example"],
      ] {
        #expect(try await fixture.get("/api/demo/run", "POST", headers: headers, body: "{}").status == 403)
      }
      // Another site's link may look, but not at what the plugin has declared as control.
      for headers in [
        ["Origin": "http://evil.example"], ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"],
      ] {
        #expect(try await fixture.get("/api/demo/look", headers: headers).status == 201)
        #expect(try await fixture.get("/api/demo/run", headers: headers).status == 403)
        #expect(try await fixture.get("/api/demo/danger/x", headers: headers).status == 403)
      }
      #expect(try await fixture.get("/api/demo/run").status == 201)
      #expect(try await fixture.get("/api/demo/run", "POST", body: "{}").status == 201)
    }
  }

  @Test func `With remote peers, control needs this machine even with a token (A-115)`() async throws {
    var configuration = OperatorConfiguration(listen: .tcp(host: "127.0.0.1", port: 0), allowsRemotePeers: true)
    configuration.allowedHosts = ["tunnel.example"]
    try await Fixture.with(configuration, plugins: DemoPlugins()) { (fixture) async throws in
      let token = try #require(fixture.token)
      let remote = ["Host": "tunnel.example", "Authorization": "Bearer \(token)"]
      #expect(try await fixture.get("/api/demo/look", headers: remote).status == 201)
      #expect(try await fixture.get("/api/demo/run", headers: remote).status == 403)
      #expect(try await fixture.get("/api/demo/look", "POST", headers: remote, body: "{}").status == 403)
      #expect(try await fixture.get("/api/demo/look", headers: ["Host": "tunnel.example"]).status == 401)
    }
  }

  @Test func `A stream carries the plugin's events with their ids`() async throws {
    try await Fixture.with(plugins: DemoPlugins()) { (fixture) async throws in
      let answer = try await fixture.get("/api/demo/events")
      #expect(answer.text.hasSuffix("event: demo\nid: 7\ndata: {}\n\n"))
    }
  }

  @Test func `The list has what the page shows, and the script comes from this server`() async throws {
    try await Fixture.with(plugins: DemoPlugins()) { (fixture) async throws in
      let list = try await fixture.get("/api/plugins").text
      #expect(list.contains("\"summary\":\"A \\\"demo\\\"\""))
      #expect(
        list.contains(
          "\"panel\":{\"title\":\"Demo\",\"script\":\"/plugins/com.example.demo/panel.js\","
            + "\"api\":\"/api/plugins/com.example.demo/\",\"tab\":\"plugin-com.example.demo\"}"))
      #expect(list.contains("\"config_schema\":{\"type\":\"object\"}"))
      let script = try await fixture.get("/plugins/com.example.demo/panel.js")
      #expect(script.text == "export {}")
      #expect(script.headers["content-type"].first == "text/javascript; charset=utf-8")
    }
  }
}
