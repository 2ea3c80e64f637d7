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

  /// Lines that begin with the program, variables before it allowed, and code spans within lines.
  static func extract(from text: String, source: String) -> [Line] {
    var found: [Line] = []
    for line in joined(text) {
      let spans = line.split(separator: "`", omittingEmptySubsequences: false)
      let candidates = spans.count > 2 ? spans.enumerated().filter { $0.offset % 2 == 1 }.map(\.element) : [line[...]]
      for candidate in candidates {
        var words = ShellWords.split(candidate)
        while let first = words.first, first == "$" || (first.contains("=") && !first.hasPrefix("-")) {
          words.removeFirst()
        }
        // Shell labels of examples.
        if ["bash:", "zsh:", "fish:"].contains(words.first ?? "") { words.removeFirst() }
        guard words.first == "tunnel-client" else { continue }
        found.append(Line(source: source, arguments: Array(words.dropFirst())))
      }
    }
    return found
  }

  /// A backslash at the end continues a line.
  private static func joined(_ text: String) -> [String] {
    text.replacing("\\\n", with: " ").split(separator: "\n").map(String.init)
  }
}
