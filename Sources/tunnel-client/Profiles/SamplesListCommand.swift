import ArgumentParser
import Profiles

struct SamplesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the samples: name, tab, what it is.",
    discussion: """
      Example:
        tunnel-client profiles samples list
      """)

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Document: Encodable {
    let name: String
    let summary: String
  }

  func run() throws {
    let samples = ProfileSample.sorted
    if json {
      return StandardOutput.write(try JSONText.encode(samples.map { Document(name: $0.name, summary: $0.summary) }))
    }
    StandardOutput.write(samples.map { "\($0.name)\t\($0.summary)\n" }.joined())
  }
}
