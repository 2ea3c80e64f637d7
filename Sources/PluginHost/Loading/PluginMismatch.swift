/// There is a plugin of this id, but none that the operator's requirement accepts. One line for a person.
public struct PluginMismatch: Error, Sendable, CustomStringConvertible {
  public enum Reason: Sendable {
    /// None of the files has the digest; none of them was opened.
    case pin
    /// The file with the digest is not this plugin.
    case pinOfAnother
    case version
    /// It does not ask for these services.
    case grants([String])
  }

  public let requirement: PluginRequirement
  public let reason: Reason
  let candidates: [Candidate]
  let searchPath: PluginSearchPath

  /// A file that was looked at.
  struct Candidate: Sendable {
    var path: String
    /// nil: it was not opened.
    var descriptor: PluginDescriptor?
    var sha256: String?

    var text: String {
      let facts = [descriptor.map { "\($0.id) \($0.version)" }, sha256.map { "sha256 \($0)" }].compactMap(\.self)
      return path + (facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))")
    }
  }

  public var description: String {
    let id = requirement.id
    let found = candidates.prefix(8).map(\.text).joined(separator: ", ")
    switch reason {
    case .pin:
      return "plugin \"\(id)\" is pinned to sha256 \(requirement.sha256 ?? ""), and no file has it. \(searched);"
        + " found instead, not opened: \(found). Install the pinned file, or pin the one that you trust"
    case .pinOfAnother:
      return "plugin \"\(id)\" is pinned to a file that is another plugin: \(found)."
        + " Pin the file of \"\(id)\" (`sha256sum FILE`)"
    case .version:
      return "plugin \"\(id)\" is required in version \(requirement.version?.description ?? "*"). \(searched);"
        + " found instead: \(found). Install a version that fits, or change the requirement"
    case .grants(let unknown):
      let asked = candidates.first?.descriptor?.hostServices ?? []
      return "plugin \"\(id)\" is granted \(unknown.joined(separator: ", ")), which it does not ask for."
        + " It asks for \(asked.isEmpty ? "nothing" : asked.joined(separator: ", ")): grant a part of that (\(found))"
    }
  }

  private var searched: String {
    "Searched: " + searchPath.folders.map { "\($0.path) (\($0.origin.rawValue))" }.joined(separator: ", ")
  }
}

/// Why a required plugin cannot be used.
public enum PluginSearchFailure: Error, Sendable, CustomStringConvertible {
  case notFound(PluginNotFound)
  case mismatch(PluginMismatch)

  public var description: String {
    switch self {
    case .notFound(let failure): failure.description
    case .mismatch(let failure): failure.description
    }
  }
}
