/// The name of a marketplace: it becomes a folder and part of a key.
enum Marketplace {
  static func checked(_ name: String) throws(CommandFailure) -> String {
    let isPlain = name.utf8.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "-_.".utf8.contains($0)
    }
    guard isPlain, !name.isEmpty, name.utf8.count <= 64, !name.hasPrefix(".") else {
      throw CommandFailure(
        .usage, "--marketplace: \"\(name)\" is not a name",
        hint: "use letters, digits, dots, dashes and underscores; \(CodexHome.defaultMarketplace) is the default")
    }
    return name
  }
}
