import ArgumentParser
import Testing

@testable import tunnel_client

@Suite struct DocumentedCommandsTests {
  /// Commands that are described and not built yet. This list shrinks; an entry that has become a command fails.
  static let pending: [String] = []

  private static func isPending(_ arguments: [String]) -> Bool {
    pending.contains { (arguments.joined(separator: " ") + " ").hasPrefix($0 + " ") }
  }

  @Test func `There are commands in our texts`() {
    #expect(DocumentedCommands.all.count > 40)
  }

  @Test func `Every command line that we tell people to type is one that parses (W-85)`() {
    for line in DocumentedCommands.all where !Self.isPending(line.arguments) {
      let invocation = Invocation(arguments: line.arguments)
      // Its plugin reads it, and has tests of its own for that.
      guard invocation.pluginCommand == nil else { continue }
      do {
        _ = try invocation.parse()
      } catch {
        // Help is what some of them ask for.
        let isHelp = RootCommand.exitCode(for: error) == .success
        #expect(
          isHelp, "\(line.testDescription): \((error as? CommandError)?.description ?? RootCommand.message(for: error))"
        )
      }
    }
  }

  @Test func `What asks a running client says in our help which one`() {
    let asking = [["health"], ["requests"], ["support-bundle"]]
    for line in DocumentedCommands.all where line.source.hasPrefix("help ") {
      guard asking.contains(where: { line.arguments.starts(with: $0) }) else { continue }
      #expect(line.arguments.contains { ["--port", "--url", "--url-file"].contains($0) }, "\(line.testDescription)")
    }
  }

  @Test func `Examples in our help are not wrapped, so that they can be copied`() {
    for command in CommandTree.all {
      for line in command.type.configuration.discussion.split(separator: "\n") where line.hasPrefix("  ") {
        guard line.contains("tunnel-client ") || line.hasPrefix("    ") else { continue }
        #expect(line.count <= 80, "\(command.path.joined(separator: " ")): \(line)")
      }
    }
  }

  @Test func `What is pending does not exist yet`() {
    for words in Self.pending {
      let path = words.split(separator: " ").map(String.init)
      #expect(!CommandTree.all.contains { $0.path == path }, "\(words) exists: take it off the list")
    }
  }

  @Test func `A line is read as a shell reads it`() {
    let lines = DocumentedCommands.extract(
      from: "  A=1 tunnel-client run --a 'b c' \\\n  --d # e\ntext `tunnel-client help x` text\n", source: "")
    #expect(lines.map(\.arguments) == [["run", "--a", "b c", "--d"], ["help", "x"]])
  }
}
