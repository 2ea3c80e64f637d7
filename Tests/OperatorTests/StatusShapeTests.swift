import HTTPServing
import Testing

@testable import Operator

/// What readers of the peer's API look for (operator spec 11.3, 11.4).
struct StatusShapeTests {
  private let time = Timestamp(seconds: 1_767_225_600)
  private let proxy = WayOut.Proxy(url: "http://proxy:3128", id: "ab12", source: "--http-proxy")

  @Test func `A way out says where it goes and through what`() {
    var writer = JSONWriter()
    writer.object { $0.members(WayOut(.channel, name: "main", target: "mcp:443", proxy: proxy).facts) }
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"kind":"mcp_channel","name":"main","target":"mcp:443","route_mode":"proxy","#
        + #""proxy_source":"--http-proxy","proxy_url":"http://proxy:3128","proxy_id":"ab12"}"#)
  }

  @Test func `Metadata are in lower case and say how old they are (W-38, W-40)`() async {
    var status = await FixedSource().status()
    status.metadata = .init(name: "Mine", description: "of mine", asOf: time)
    status.metadataError = "HTTP 503"
    let text = String(decoding: status.json, as: UTF8.self)
    #expect(
      text.contains(
        #""tunnel_metadata":{"id":"tunnel_x","name":"Mine","description":"of mine","as_of":"2026-01-01T00:00:00.000Z"}"#
      ))
    #expect(text.contains(#""tunnel_metadata_error":"HTTP 503""#))
  }

  @Test func `A proxy's last ten checks are kept (A-114)`() {
    var history = ProxyHistory(WayOut(.controlPlane, name: "control-plane", target: "api:443", proxy: proxy))
    #expect(history.state == .unknown)
    history.add(ProxyCheck(at: time, tcp: .milliseconds(2), connect: .milliseconds(3), httpStatus: 200))
    #expect(history.state == .healthy)
    for second in 1...10 {
      history.add(
        ProxyCheck(
          at: Timestamp(seconds: time.seconds + Int64(second)), tcp: .milliseconds(2),
          failure: .init(.connect, .badStatus), httpStatus: 407))
    }
    #expect(history.state == .unhealthy)
    #expect(history.checks.count == ProxyHistory.limit)
    #expect(history.lastSuccess == time)
  }

  @Test func `A check says how far it came`() {
    let check = ProxyCheck(
      at: time, tcp: .microseconds(1700), failure: .init(.connect, .badStatus), httpStatus: 407)
    var writer = JSONWriter()
    writer.object { $0.members(check.facts) }
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"timestamp":"2026-01-01T00:00:00.000Z","success":false,"tcp_duration_ms":2,"error_phase":"connect","#
        + #""error_reason":"bad_status","http_status_category":"4xx"}"#)
  }

  @Test func `System facts name each proxy once and count what cannot be read`() {
    let routes = ["a", "b"].map { ProxyHistory(WayOut(.channel, name: $0, target: "x:443", proxy: proxy)) }
    let snapshot = SystemSnapshot(
      trust: .init(isEnabled: true, source: "system", paths: ["/roots.pem"]),
      bundle: .init(
        path: "/extra.pem",
        certificates: [.init(id: "1", subject: "Acme", notAfter: time), .init(id: "2", problem: "broken")]),
      routes: routes)
    let text = String(decoding: snapshot.json, as: UTF8.self)
    #expect(text.split(separator: #""proxy_identity_map":["#)[1].hasPrefix(#"{"proxy_id":"ab12","#))
    #expect(text.contains(#""proxy_source":"--http-proxy"}],"proxy_health""#))
    #expect(text.contains(#""parse_status":"broken"}"#))
    #expect(text.contains(#""cert_count":1,"parse_errors":1"#))
  }
}
