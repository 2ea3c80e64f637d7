import Testing
import TunnelPluginKit

@testable import CodexAssistant

@Suite struct ToolTests {
  private func arguments(_ json: String, of tool: Tool, origin: String? = nil) throws -> ToolArguments {
    try Array(json.utf8).withUnsafeBytes { try ToolArguments(JSONSlice($0), of: tool, ownOrigin: origin) }
  }

  @Test func `Arguments become flags of the command that does it`() throws {
    let call = try arguments(
      #"{"alias":"a.b","mcp_command":"x --y","tunnel_id":"t1","admin_profile":"p"}"#, of: ToolCatalog.connect)
    #expect(
      ToolOperation(ToolCatalog.connect, call)?.commandLine == [
        "runtimes", "connect", "--alias=a.b", "--tunnel-id=t1", "--mcp-command=x --y", "--admin-profile=p", "--json",
      ])
    #expect(ToolOperation(ToolCatalog.select, try arguments("{}", of: ToolCatalog.select)) == nil)
  }

  @Test(
    arguments: [
      #"{"alias":""}"#, #"{"alias":".x"}"#, #"{"alias":"a b"}"#, #"{"alias":1}"#, #"{"alias":"a","x":1}"#, "[]", "{}",
      #"{"alias":"a","tunnel_client_bin":"x\u0000y"}"#,
    ])
  func `What a tool does not take is refused`(json: String) {
    #expect(throws: ToolFailure.self) { try arguments(json, of: ToolCatalog.status) }
  }

  @Test func `A control plane is a known one, or the one of the environment`() throws {
    func accepts(_ url: String, _ origin: String? = nil) -> Bool {
      (try? arguments(#"{"control_plane_base_url":"\#(url)"}"#, of: ToolCatalog.list, origin: origin)) != nil
    }
    #expect(accepts("https://api.openai.com") && accepts("https://mtls.api.openai.com/"))
    #expect(!accepts("http://localhost:1") && accepts("http://localhost:1", "http://localhost:1/v1"))
    #expect(
      !accepts("https://api.openai.com.evil.example") && !accepts("https://x@evil.example", "https://x@evil.example"))
  }

  @Test(
    arguments: [
      ("run --token abcdef", true), ("run --token $TOKEN", false), ("API_KEY=abc run", true),
      ("API_KEY=env:X run", false),
      ("curl -H 'Authorization: Bearer 0123456789abc'", true), ("run sk-proj-0123456789", true),
      ("https://u:p@host/", true), ("task-runner --keyboard=us", true),
      ("uvx mcp-server-time --local-timezone Europe/Berlin", false), ("ask-anything-else-here", false),
    ])
  func `A secret in a command line is seen`(line: String, isSecret: Bool) {
    #expect(SecretText.isIn(line) == isSecret)
  }

  @Test func `Secrets are taken out by value and by form`() {
    let secrets = SecretText(environment: ["MY_TOKEN": "correct horse", "HOME": "/home/someone", "KEY": "short"])
    #expect(secrets.redacted("say correct horse at /home/someone") == "say [redacted] at /home/someone")
    #expect(secrets.redacted("key=\"sk-abcdefgh1234\", ok") == "key=\"[redacted]\", ok")
    #expect(secrets.redacted("https://u:p@h/x PASSWORD=hunter2 a") == "https://[redacted]@h/x PASSWORD=[redacted] a")
  }
}
