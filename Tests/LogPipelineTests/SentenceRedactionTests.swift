import LogPipeline
import Testing

@Suite struct SentenceRedactionTests {
  @Test(arguments: [
    "p.yaml:4: control_plane.api_key: the variable CONTROL_PLANE_API_KEY is not set",
    "--control-plane.api-key: a literal secret is refused here (value not shown)",
    "p.yaml:9: mcp.extra_headers.Authorization: the variable TOKEN is not set",
    "p.yaml:9: cloudflared.token: a literal secret is refused here",
    "--mcp-command: there is the value of a secret (--api-key) in it; it is not shown",
    "--mcp-command: there is the value of a secret (OPENAI_API_KEY) in it; it is not shown",
  ])
  func `The place of a setting is not taken for the name of a secret`(sentence: String) {
    #expect(Redactor().redactSentence(sentence) == sentence)
  }

  @Test func `A key in the place of an id is taken out (W-08)`() {
    let sentence = #"--control-plane.tunnel-id: "sk-proj-0123456789abcdef" is not a tunnel id"#
    #expect(!Redactor().redactSentence(sentence).contains("0123456789"))
  }

  @Test func `What is known, and what a header carries, is taken out of a sentence too`() {
    let redactor = Redactor(["hunter2-hunter2"])
    #expect(!redactor.redactSentence("the server said hunter2-hunter2").contains("hunter2"))
    #expect(!redactor.redactSentence("sent X-Api-Key: abcdef").contains("abcdef"))
    #expect(!redactor.redactSentence("https://joe:pass99@host/").contains("pass99"))
  }
}
