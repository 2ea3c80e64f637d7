import Testing

@testable import Configuration

/// CF-01 and operator spec 3.7.
@Suite struct CloudflaredSettingsTests {
  private let variables = ["CLOUDFLARED_TUNNEL_TOKEN": "token-of-mine"]

  @Test func `Without a token and without managed mode there is none`() throws {
    #expect(try Given.complete([:], ["CLOUDFLARED_PATH": "/x"]).read().cloudflared == nil)
    #expect(try Given.complete([:], ["CLOUDFLARED_MANAGED": "false"]).read().cloudflared == nil)
  }

  @Test func `The variable holds the token, which is a secret, and it wins over managed mode`() throws {
    let settings = try Given.complete([.cloudflaredManaged: ["true"]], variables).read()
    #expect(settings.cloudflared == .init(token: "token-of-mine", path: nil, readyTimeout: .seconds(30)))
    #expect(settings.secrets.contains("token-of-mine"))
  }

  @Test func `Managed mode alone has no token yet`() throws {
    let settings = try Given.complete([:], ["CLOUDFLARED_MANAGED": "1", "CLOUDFLARED_READY_TIMEOUT": "5s"]).read()
    #expect(settings.cloudflared == .init(token: nil, path: nil, readyTimeout: .seconds(5)))
  }

  @Test func `The flag is a reference, and a literal is not repeated`() throws {
    let reference = Given.complete([.cloudflaredToken: ["env:MINE"]], ["MINE": "token-of-mine"])
    #expect(try reference.read().cloudflared?.token == "token-of-mine")
    let problems = Given.complete([.cloudflaredToken: ["token-of-mine"]]).problems
    #expect(problems.count == 1)
    #expect(problems.allSatisfy { $0.hasPrefix("--cloudflared.token: ") && !$0.contains("token-of-mine") })
  }

  @Test(arguments: ["short", "two words", "line\nline"])
  func `What cannot be a token is refused and not shown`(_ token: String) {
    let problems = Given.complete([:], ["CLOUDFLARED_TUNNEL_TOKEN": token]).problems
    #expect(problems.count == 1)
    #expect(problems.allSatisfy { !$0.contains(token) })
  }

  @Test func `The time has to be one`() {
    for text in ["0", "x"] { #expect(Given.complete([.cloudflaredReadyTimeout: [text]]).problems.count == 1) }
  }
}
