/// A new plugin's files, filled in from the templates.
struct PluginStarter {
  struct File {
    /// Below the plugin's folder.
    let path: String
    let text: String
  }

  let name: String
  let id: String
  /// The absolute path of the SDK.
  let sdk: String

  /// `my-weather` is `MyWeatherPlugin`.
  var module: String {
    name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() + "Plugin"
  }

  var cFiles: [File] {
    [
      File(path: "\(name).c", text: fill(CStarter.source)), File(path: "Makefile", text: fill(CStarter.makefile)),
      File(path: "README.md", text: fill(CStarter.readme)),
    ]
  }

  var swiftFiles: [File] {
    [
      File(path: "Package.swift", text: fill(SwiftStarter.manifest)),
      File(path: "Sources/\(module)/Transport.swift", text: fill(SwiftStarter.transport)),
      File(path: "Sources/\(module)/Entry.swift", text: fill(SwiftStarter.entry)),
      File(path: "plugin.map", text: SwiftStarter.map), File(path: ".gitignore", text: ".build/\n"),
      File(path: "README.md", text: fill(SwiftStarter.readme)),
    ]
  }

  private func fill(_ template: String) -> String {
    let package = sdk.split(separator: "/").last.map { $0.lowercased() } ?? "sdk"
    let values = [
      ("%NAME%", name), ("%ID%", id), ("%MODULE%", module), ("%SDK_PACKAGE%", package),
      ("%SDK_MAKE%", replacing(replacing(sdk, "$", "$$"), "#", "\\#")),
      ("%SDK_SWIFT%", replacing(replacing(sdk, "\\", "\\\\"), "\"", "\\\"")),
    ]
    return values.reduce(template) { replacing($0, $1.0, $1.1) }
  }

  private func replacing(_ text: String, _ old: String, _ new: String) -> String {
    var result = ""
    var rest = text[...]
    while let range = rest.firstRange(of: old) {
      result += rest[..<range.lowerBound] + new
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}
