import CurlHTTP
import Testing

@testable import PluginHost

/// What is decided about a plugin's process without one.
@Suite struct RestartTests {
  @Test func `Restarts come ever more slowly, up to half a minute`() {
    var backoff = RestartBackoff()
    let waits = (0..<10).map { _ in backoff.next(afterServing: .seconds(1)).words }
    #expect(
      waits == ["200 ms", "400 ms", "800 ms", "1.6 s", "3.2 s", "6.4 s", "12.8 s", "25.6 s", "30 s", "30 s"])
  }

  @Test func `A process that served for a minute starts the count anew`() {
    var backoff = RestartBackoff()
    for _ in 0..<5 { _ = backoff.next(afterServing: nil) }
    #expect(backoff.next(afterServing: .seconds(59)) == .milliseconds(6400))
    #expect(backoff.next(afterServing: .seconds(60)) == .milliseconds(200))
    #expect(backoff.next(afterServing: nil) == .milliseconds(400))
  }

  @Test func `No two servers share a number, whichever process counted them`() {
    let board = PresenceBoard()
    board.report(.up(generation: 1), ofProcess: 0)
    board.report(.up(generation: 2), ofProcess: 0)
    #expect(board.presence == .up(generation: 2))
    board.report(.down(reason: "gone"))
    board.report(.unknown)
    board.report(.up(generation: 1), ofProcess: 1)
    #expect(board.presence == .up(generation: 3))
    board.report(.up(generation: 1), ofProcess: 2)
    #expect(board.presence == .up(generation: 4))
  }

  @Test func `Only harmless variables reach the process by its environment`() {
    let host = ["PATH": "/bin", "HOME": "/root", "CONTROL_PLANE_API_KEY": "k", "TOKEN": "t", "LD_LIBRARY_PATH": "/l"]
    let environment = PluginProcessLaunch.environment(of: host)
    #expect(Set(environment.keys) == ["PATH", "HOME", "LD_LIBRARY_PATH", "SWIFT_BACKTRACE"])
    let named = PluginProcessLaunch.variables(namedIn: #"{"inherit":["TOKEN","PATH"]}"#, of: host)
    #expect(named.map(\.name) == ["TOKEN"])
  }

  @Test func `One way out is the same in another process`() throws {
    let certificate = HTTPClientCertificate(
      origin: URLOrigin(scheme: "https", host: "a.example", port: "443"), certificate: [1], key: [2])
    let portable = PortableHTTPRoute(
      proxy: HTTPProxy(url: "http://proxy:1", source: "here"), certificate: certificate,
      environment: ["HTTPS_PROXY": "http://other:2"])
    let table = try HTTPRouteTable(portable, as: .binding("main"))
    #expect(table.routes[.binding("main")]?.proxy == portable.proxy)
    #expect(table.routes[.binding("main")]?.certificate == certificate)
    #expect(table.environment.variables == portable.environment)
  }
}
