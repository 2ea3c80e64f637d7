import Glibc

/// Whether the codex plugin is installed; nothing else needs it (operator spec 8.5).
struct CodexCheck {
  /// `CODEX_HOME`, or `~/.codex`.
  let home: String?
  let path: String?

  func run() -> CheckResult {
    guard let home else { return CheckResult("codex_plugin", .skip, "neither CODEX_HOME nor HOME is set") }
    let cache = home + "/plugins/cache"
    if let marketplace = Self.entries(cache).first(where: { access("\(cache)/\($0)/tunnel-mcp/local", F_OK) == 0 }) {
      return CheckResult("codex_plugin", .pass, "installed in \(cache)/\(marketplace)/tunnel-mcp/local")
    }
    let program = (path ?? "").split(separator: ":").map { folder in String(folder) + "/codex" }.first {
      access($0, X_OK) == 0
    }
    return CheckResult(
      "codex_plugin", .skip,
      program.map { "codex is \($0); the tunnel plugin is not installed" } ?? "codex is not installed")
  }

  private static func entries(_ folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}
