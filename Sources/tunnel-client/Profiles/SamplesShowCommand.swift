import ArgumentParser
import Profiles

struct SamplesShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print what a sample is for and needs, and the profile it makes.",
    discussion: """
      Example:
        tunnel-client profiles samples show sample_mcp_stdio_local
      """)

  @Argument(help: "The sample's name.", completion: Completions.samples)
  var name: String

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Document: Encodable {
    let name: String
    let summary: String
    let useWhen: String
    let required: [String]
    let optional: [String]
    let notes: [String]
    let yaml: String
  }

  func run() throws {
    let sample = try ProfileSample(named: name)
    if json {
      let document = Document(
        name: sample.name, summary: sample.summary, useWhen: sample.useWhen, required: sample.required,
        optional: sample.optional, notes: sample.notes, yaml: sample.example)
      return StandardOutput.write(try JSONText.encode(document))
    }
    let list = { (items: [String]) in items.map { "  \($0)\n" }.joined() }
    StandardOutput.write(
      """
      Sample: \(sample.name)
      Summary: \(sample.summary)
      Use when: \(sample.useWhen)
      Required:
      \(list(sample.required))Optional:
      \(list(sample.optional))Notes:
      \(list(sample.notes))
      \(sample.example)
      """)
  }
}
