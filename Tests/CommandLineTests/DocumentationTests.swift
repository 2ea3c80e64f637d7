import Doctor
import Testing

@testable import tunnel_client

/// docs/cli.md says what the code does.
@Suite struct DocumentationTests {
  private let page = SmallFile.read("\(DocumentedCommands.repository)/docs/cli.md") ?? ""

  @Test(arguments: ErrorCode.allCases)
  func `Each error code is documented with its meaning (W-03)`(code: ErrorCode) {
    #expect(page.contains("| `\(code.rawValue)` | \(code.summary) |"))
  }

  @Test func `No code is documented that does not exist`() {
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") && $0.contains("_error` |") }
    for row in rows {
      let name = row.split(separator: "`").dropFirst().first.map(String.init) ?? ""
      #expect(ErrorCode(rawValue: name) != nil, "\(name)")
    }
  }

  @Test(arguments: CheckCode.allCases)
  func `Each code of doctor is documented with its meaning (W-28)`(code: CheckCode) {
    let page = SmallFile.read("\(DocumentedCommands.repository)/docs/troubleshooting.md") ?? ""
    #expect(page.contains("| `\(code.rawValue)` | \(code.summary) |"))
  }

  @Test func `Each command is in the tree`() {
    for entry in CommandTree.all {
      #expect(page.contains("tunnel-client " + entry.path.joined(separator: " ")), "\(entry.path)")
    }
  }

  @Test func `Each topic is named`() {
    for topic in HelpTopic.all { #expect(page.contains("`\(topic.name)`")) }
  }
}
