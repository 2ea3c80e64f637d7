import Configuration
import Testing

@testable import tunnel_client

@Suite struct CommandErrorTests {
  @Test func `All problems of a configuration are details, each with key, source and fix (W-02, W-11)`() throws {
    let error = CommandError(
      ConfigurationError(problems: [
        .init(source: .flag("--log.level"), message: "\"loud\" is no level", fix: "use info"),
        .init(source: .variable("MCP_COMMAND"), message: "is empty"),
      ]))
    #expect(error.code == .configurationInvalid)
    #expect(error.details.map(\.key) == ["log.level", "mcp.commands"])
    #expect(error.details.map(\.fix) == ["use info", nil])
    #expect(error.description.split(separator: "\n").count == 2)
    #expect(error.json.contains("\"configuration_invalid\""))
  }

  @Test func `One problem is one line`() {
    let error = CommandError(ConfigurationProblem(source: .flag("--x"), message: "is wrong", fix: "right it"))
    #expect(error.description == "--x: is wrong; right it")
    #expect(error.hint == "right it")
  }

  @Test func `Codes are words that a script can compare`() {
    for code in ErrorCode.allCases {
      #expect(code.rawValue.utf8.allSatisfy { (97...122).contains($0) || $0 == 95 })
      #expect(!code.summary.isEmpty)
    }
  }

  @Test func `Unknown words of a command are named, with what they may have meant (W-01, A-006)`() {
    #expect { try CommandPath(["plugins", "lst"]).check() } throws: {
      "\($0)".contains("lst") && "\($0)".contains("`tunnel-client plugins list`")
    }
    #expect { try CommandPath(["plug"]).check() } throws: { "\($0)".contains("`tunnel-client plugins`") }
    #expect(throws: Never.self) { try CommandPath(["plugins", "list", "extra"]).check() }
  }
}
