import ArgumentParser
import Glibc
import Testing
import TunnelPluginKit

@testable import CodexAssistant

@Suite struct CommandTests {
  private func call(_ arguments: String..., environment: [String: String] = ["PATH": "/nowhere"]) -> CommandContext {
    CommandContext(
      CommandCall(
        arguments: ["codex"] + arguments, environment: environment, workingDirectory: "/work",
        program: "/bin/tunnel-client",
        input: -1, output: -1, errors: -1), version: "1.2.3")
  }

  @Test func `The descriptor lists the command, and its other name without showing it`() {
    #expect(CodexPlugin.commands.map { "\($0.name) \($0.isHidden)" } == ["codex false", "plugin true"])
  }

  @Test func `Paths are read as a person means them`() throws {
    let context = call(environment: ["HOME": "/home/x", "CODEX_HOME": "c/"])
    #expect(
      context.absolute("~/a") == "/home/x/a" && context.absolute("a") == "/work/a" && context.absolute("/a") == "/a")
    #expect(try CodexHome(context).config == "/work/c/config.toml")
    #expect(try CodexHome(context, given: "/h").bundle("debug") == "/h/plugins/cache/debug/tunnel-mcp/local")
    #expect(throws: CommandFailure.self) { try CodexHome(call()) }
  }

  @Test(arguments: ["..", "", "a/b", ".x", "a b", "é"])
  func `A marketplace is one plain segment`(name: String) {
    #expect(throws: CommandFailure.self) { try Marketplace.checked(name) }
  }

  @Test func `JSON is indented and sorted`() {
    #expect(
      PrettyJSON.text(Array(#"{"b":[1,{}],"a":"x\"y"}"#.utf8))
        == "{\n  \"a\": \"x\\\"y\",\n  \"b\": [\n    1,\n    {}\n  ]\n}\n")
  }

  @Test func `The bundle needs nothing but this program (W-79)`() throws {
    let files = Bundle(program: "/opt/bin/tunnel-client", version: "1.2.3").files
    #expect(files.count == 11)
    let servers = try #require(files.first { $0.path == ".mcp.json" }?.text)
    #expect(servers.contains(#""command": "/opt/bin/tunnel-client""#) && !servers.contains("node"))
    #expect(files.allSatisfy { !$0.text.contains("\t") && $0.text.hasSuffix("\n") })
  }

  /// `tunnel-client codex …` in a text, up to what a shell or a sentence would make of the rest.
  private func documented(in text: String) -> [[String]] {
    text.split(separator: "\n").flatMap { line -> [[String]] in
      line.ranges(of: "tunnel-client codex ").map { range in
        let rest = line[range.upperBound...].prefix { !"`#|;,".contains($0) }
        return rest.replacing("\"", with: "").split(separator: " ").map(String.init)
      }
    }
  }

  @Test func `Every command line of our texts is one that parses`() throws {
    let root = #filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 }
    var lines = Bundle(program: "/x", version: "1").files.flatMap { documented(in: $0.text) }
    for page in ["docs/codex.md", "docs/cli.md", "README.md"] {
      lines += documented(in: try #require(try SmallFile.read("\(root)/\(page)")))
    }
    #expect(lines.count > 20)
    for line in lines where line.first != "…" {
      #expect(throws: Never.self, "\(line)") { try CodexCommand.parseAsRoot(line) }
    }
  }
}
