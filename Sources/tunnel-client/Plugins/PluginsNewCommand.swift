import ArgumentParser
import Glibc
import PluginHost

struct PluginsNewCommand: ParsableCommand {
  enum Language: String, ExpressibleByArgument, CaseIterable {
    case c
    case swift
  }

  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a plugin to start from, which builds and passes `plugins verify`.",
    discussion: """
      Example:
        tunnel-client plugins new --lang c weather
      """)

  @Argument(help: "What it is called: a-z, 0-9 and -, beginning with a letter.")
  var name: String

  @Option(name: .customLong("lang"), help: "c or swift.")
  var language: Language

  @Option(help: "The plugin's id, reverse DNS. (default: com.example.NAME)")
  var id: String?

  @Option(help: ArgumentHelp("Where to write it. (default: NAME)", valueName: "folder"))
  var folder: String?

  @Option(help: ArgumentHelp("The SDK: a folder with include/tunnel/plugin.h.", valueName: "folder"))
  var sdk: String?

  func run() throws {
    guard Self.isValid(name) else {
      throw Failure("the name \"\(name)\" cannot be used: write a-z, 0-9 and -, a letter first, at most 40")
    }
    let id = id ?? "com.example.\(name)"
    guard PluginDescriptor.isWellFormed(id: id), id.contains(".") else {
      throw Failure("--id: \"\(id)\" is not reverse DNS in [a-z0-9.-]; write something like com.example.\(name)")
    }
    let starter = PluginStarter(name: name, id: id, sdk: try SDKFolder.locate(sdk, needsKit: language == .swift))
    let target = folder ?? name
    let files = language == .c ? starter.cFiles : starter.swiftFiles
    try StarterFolder(path: target).write(files)
    let shown = target.hasPrefix("/") || target.hasPrefix(".") ? target : "./\(target)"
    let build = language == .c ? "make" : "swift build"
    let library = language == .c ? "\(name).so" : ".build/debug/lib\(starter.module).so"
    let path = language == .c ? "." : ".build/debug"
    StandardOutput.write(
      """
      Wrote \(shown): \(files.map(\.path).joined(separator: ", "))

      Next:
        cd \(shown)
        \(build)
        tunnel-client plugins verify \(library)
        tunnel-client dev proxy --plugin-path \(path) --mcp.plugin \(id)

      """)
  }

  private static func isValid(_ name: String) -> Bool {
    let utf8 = name.utf8
    guard let first = utf8.first, let last = utf8.last, utf8.count <= 40 else { return false }
    return (97...122).contains(first) && last != 45
      && utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }
}
