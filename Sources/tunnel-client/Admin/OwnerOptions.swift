import ArgumentParser

/// Whom a tunnel is for. A comma separates ids (operator spec 1.2).
struct OwnerOptions: ParsableArguments {
  @Option(
    name: .customLong("organization-id"), parsing: .singleValue,
    help: ArgumentHelp("An organization. Repeatable, or several with commas.", valueName: "id"))
  var organizations: [String] = []

  @Option(
    name: .customLong("workspace-id"), parsing: .singleValue,
    help: ArgumentHelp("A workspace. Repeatable, or several with commas.", valueName: "id"))
  var workspaces: [String] = []

  var organizationIDs: [String] { Self.split(organizations) }
  var workspaceIDs: [String] { Self.split(workspaces) }

  static func split(_ values: [String]) -> [String] {
    values.flatMap { $0.split(separator: ",").map { $0.trimmingBlanks } }
  }
}

extension Substring {
  fileprivate var trimmingBlanks: String {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
