import Runtimes
import Testing

@Suite struct InlineSecretTests {
  @Test(arguments: [
    "server --key-for x sk-0123456789abcdef", "curl -H 'Authorization: x'", "server Bearer 0123456789abcdef",
    "server --token hunter2", "server --api-key=hunter2", "env OPENAI_API_KEY=hunter2 server",
    "CONTROL_PLANE_API_KEY=hunter2 server", "https://me:hunter2@host/mcp", "server password=hunter2",
    "server --db-password hunter2",
  ])
  func `A secret in a target is found, and not repeated (operator 15.5)`(text: String) {
    let objection = InlineSecret.objection(to: text)
    #expect(objection != nil)
    #expect(objection?.contains("hunter2") != true)
  }

  @Test(arguments: [
    "uvx mcp-server-time", "server --token env:TOKEN", "server --token $TOKEN", "server --api-key=file:/run/key",
    "server --token ${TOKEN}", "https://host:8080/mcp?x=1", "server --token --verbose", "task-sk-1 --key-file /x",
    "server --tokenizer bert", "sh -c 'ask-0123456789abcdef'",
  ])
  func `What only looks like one passes`(text: String) {
    #expect(InlineSecret.objection(to: text) == nil)
  }
}
