import ArgumentParser
import Glibc

@testable import tunnel_client

/// Every `tunnel-client …` command line that our texts tell a person to type.
enum DocumentedCommands {
  struct Line: Sendable {
    let source: String
    let arguments: [String]

    var testDescription: String { "\(source): \(arguments.joined(separator: " "))" }
  }

  static let repository = String(#filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 })

  static let all: [Line] = {
    var lines: [Line] = []
    for topic in HelpTopic.all { lines += extract(from: topic.text, source: "help \(topic.name)") }
    for entry in CommandTree.all {
      let source = "\(entry.path.joined(separator: " ")) --help"
      lines += extract(from: entry.type.configuration.discussion, source: source)
    }
    for path in ["README.md"] + markdown(in: "docs") {
      lines += extract(from: SmallFile.read("\(repository)/\(path)") ?? "", source: path)
    }
    return lines
  }()

  private static func markdown(in folder: String) -> [String] {
    guard let stream = opendir("\(repository)/\(folder)") else { return [] }
    defer { closedir(stream) }
    var files: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".md") { files.append("\(folder)/\(name)") }
    }
    return files.sorted()
  }

  /// Indented lines and those of code blocks that begin with the program, variables before it allowed; and code spans.
  static func extract(from text: String, source: String) -> [Line] {
    var found: [Line] = []
    var isCode = false
    for line in joined(text) {
      if line.hasPrefix("```") { isCode.toggle() }
      let spans = line.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter {
        $0.offset % 2 == 1
      }
      let candidates = isCode || (line.hasPrefix("  ") && spans.isEmpty) ? [line[...]] : spans.map(\.element)
      found += candidates.compactMap { arguments(of: $0) }.map { Line(source: source, arguments: $0) }
    }
    return found
  }

  /// Nil when it is no call of the program.
  private static func arguments(of command: Substring) -> [String]? {
    var words = ShellWords.split(command)
    while let first = words.first, first == "$" || (first.contains("=") && !first.hasPrefix("-")) {
      words.removeFirst()
    }
    // The examples of `completion` name the shell first.
    if ["bash:", "zsh:", "fish:"].contains(words.first ?? "") { words.removeFirst() }
    return words.first == "tunnel-client" ? Array(words.dropFirst()) : nil
  }

  /// A backslash at the end continues a line.
  private static func joined(_ text: String) -> [String] {
    text.replacing("\\\n", with: " ").split(separator: "\n").map(String.init)
  }
}
