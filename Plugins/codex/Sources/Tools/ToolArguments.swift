internal import TunnelPluginKit

/// The arguments of a call, held against the tool's rules.
struct ToolArguments: Equatable {
  private(set) var texts: [String: String] = [:]
  private(set) var flags: [String: Bool] = [:]

  /// `ownOrigin`: the control plane that the server's environment names.
  init(_ object: JSONSlice?, of tool: Tool, ownOrigin: String?) throws(ToolFailure) {
    if let object, object.kind != .object, object.kind != .null {
      throw ToolFailure("invalid_arguments", "arguments: an object is wanted")
    }
    for member in object?.members ?? [] {
      let name = member.name.string ?? ""
      guard let parameter = tool.parameters.first(where: { $0.name == name }) else {
        let known = tool.parameters.map(\.name).joined(separator: ", ")
        throw ToolFailure("invalid_arguments", "\(tool.name) has no argument \"\(name)\"", hint: "it has \(known)")
      }
      guard member.value.kind != .null else { continue }
      switch parameter.kind {
      case .boolean:
        guard let flag = member.value.bool else { throw ToolFailure("invalid_arguments", "\(name): true or false") }
        flags[name] = flag
      case .string:
        guard let text = member.value.string else {
          throw ToolFailure("invalid_arguments", "\(name): a text is wanted")
        }
        if let objection = parameter.rule.objection(to: text, ownOrigin: ownOrigin) {
          throw ToolFailure("invalid_arguments", "\(name): \(objection)")
        }
        texts[name] = text
      }
    }
    for parameter in tool.parameters where parameter.isRequired && texts[parameter.name] == nil {
      throw ToolFailure("invalid_arguments", "\(parameter.name) is missing")
    }
    guard let (names, isRequired) = tool.alternatives else { return }
    let given = names.filter { texts[$0] != nil }
    guard given.count <= 1, !isRequired || given.count == 1 else {
      throw ToolFailure(
        "invalid_arguments", "give \(isRequired ? "exactly" : "at most") one of \(names.joined(separator: ", "))")
    }
  }

  /// As flags of a command, in the order of `names`: `admin_profile` becomes `--admin-profile=…`.
  func options(_ names: [String]) -> [String] {
    names.compactMap { name in texts[name].map { "--\(name.replacing("_", with: "-"))=\($0)" } }
  }
}
