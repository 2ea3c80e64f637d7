import NearMatch
import YAML

/// Turns a configuration file's text into a ``Profile``, and collects everything that is wrong with its shape.
public struct ProfileReader {
  private var profile: Profile

  /// `path`: What messages call the file.
  public static func read(_ bytes: [UInt8], path: String) -> Profile {
    var reader = ProfileReader(profile: Profile(path: path))
    do throws(YAMLError) {
      if let root = try YAMLReader.read(bytes), !root.isNull {
        reader.section(root, ProfileShape.root, path: "")
      } else {
        reader.note("", 1, "the file is empty", "start from `tunnel-client profiles samples show`")
      }
    } catch {
      reader.note("", error.line, "not YAML: \(error.message)", "check the indentation and the quotes there")
    }
    return reader.profile
  }

  private mutating func section(_ node: YAMLNode, _ shape: ProfileShape, path: String) {
    guard case .section(let known) = shape else { return value(node, shape, path) }
    if node.isNull { return }
    guard case .mapping(let members) = node.content else {
      let fix = path.isEmpty ? "write key: value" : "indent its keys below \(path):"
      return note(path, node.line, "is \(node.kindName), not a mapping", fix)
    }
    for member in unique(members, path) {
      let child = path.isEmpty ? member.key : "\(path).\(member.key)"
      if let shape = known[member.key] {
        section(member.value, shape, path: child)
      } else {
        unknown(child, member, among: known.keys.map { path.isEmpty ? $0 : "\(path).\($0)" })
      }
    }
  }

  /// The near match may be in another section: `tunnel_id` at the top means `control_plane.tunnel_id`.
  private mutating func unknown(_ path: String, _ member: YAMLNode.Member, among siblings: [String]) {
    let elsewhere = ProfileShape.allPaths.filter { $0.hasSuffix(".\(member.key)") }
    let near = NearMatch.of(path, in: siblings) ?? (elsewhere.count == 1 ? elsewhere.first : nil)
    note(
      path, member.line, "unknown key",
      near.map { "did you mean \($0)?" } ?? "known here: \(siblings.sorted().joined(separator: ", "))")
  }

  /// The members without those whose key stood before.
  private mutating func unique(_ members: [YAMLNode.Member], _ path: String) -> [YAMLNode.Member] {
    var seen: [String: Int] = [:]
    return members.filter { member in
      guard let first = seen[member.key] else {
        seen[member.key] = member.line
        return true
      }
      let name = path.isEmpty ? member.key : "\(path).\(member.key)"
      note(name, member.line, "is given twice, first in line \(first)", "leave one of them out")
      return false
    }
  }

  private mutating func value(_ node: YAMLNode, _ shape: ProfileShape, _ path: String) {
    if node.isNull { return }
    switch shape {
    case .section: return
    case .version: version(node, path)
    case .scalar(let key): profile.scalars[key] = scalar(node, path)
    case .list(let key): profile.lists[key] = list(node, path)
    case .headers(let key): profile.maps[key] = headers(node, path)
    case .records(let kind): profile.records[kind] = records(node, kind)
    }
  }

  /// Operator spec 4.2; version 2 adds target templates (user needs 4.6), which are read in either.
  private mutating func version(_ node: YAMLNode, _ path: String) {
    guard case .scalar(let text, _) = node.content, ["1", "2"].contains(text) else {
      return note(path, node.line, "only versions 1 and 2 are known", "write config_version: 1")
    }
  }

  private mutating func scalar(_ node: YAMLNode, _ path: String) -> SettingValues.Value? {
    guard case .scalar(let text, _) = node.content else {
      note(path, node.line, "is \(node.kindName), not a single value", "write \(path): VALUE")
      return nil
    }
    guard !text.isEmpty else {
      note(path, node.line, "is empty", "give it a value or leave it out")
      return nil
    }
    return SettingValues.Value(text: text, source: .profile(path, file: profile.path, line: node.line))
  }

  private mutating func list(_ node: YAMLNode, _ path: String) -> [SettingValues.Value]? {
    guard case .sequence(let items) = node.content else {
      note(path, node.line, "is \(node.kindName), not a list", "write each value on a line of its own, behind a dash")
      return nil
    }
    return items.compactMap { scalar($0, path) }
  }

  private mutating func headers(_ node: YAMLNode, _ path: String) -> [Profile.Field]? {
    guard case .mapping(let members) = node.content else {
      note(path, node.line, "is \(node.kindName), not a mapping", "write Name: value lines below it")
      return nil
    }
    return unique(members, path).compactMap { member in
      guard case .scalar(let text, _) = member.value.content else {
        note(
          "\(path).\(member.key)", member.line, "is \(member.value.kindName), not a single value", "write Name: value")
        return nil
      }
      let source = SettingSource.profile("\(path).\(member.key)", file: profile.path, line: member.value.line)
      return Profile.Field(name: member.key, value: .init(text: text, source: source))
    }
  }

  private mutating func records(_ node: YAMLNode, _ kind: ProfileRecord.Kind) -> [ProfileRecord] {
    guard case .sequence(let items) = node.content else {
      note(kind.rawValue, node.line, "is \(node.kindName), not a list", "begin each item with a dash")
      return []
    }
    return items.enumerated().compactMap { index, item in record(item, kind, "\(kind.rawValue)[\(index)]") }
  }

  private mutating func record(_ node: YAMLNode, _ kind: ProfileRecord.Kind, _ path: String) -> ProfileRecord? {
    let source = SettingSource.profile(path, file: profile.path, line: node.line)
    if let shorthand = kind.shorthand, case .scalar(let text, _) = node.content, !text.isEmpty {
      return ProfileRecord(source: source, fields: [shorthand: node])
    }
    guard case .mapping(let members) = node.content else {
      note(path, node.line, "is \(node.kindName), not a mapping", "it needs \(kind.required.joined(separator: ", "))")
      return nil
    }
    var fields: [String: YAMLNode] = [:]
    for member in unique(members, path) {
      guard let shape = kind.fields[member.key] else {
        unknown("\(path).\(member.key)", member, among: kind.fields.keys.map { "\(path).\($0)" })
        continue
      }
      if !member.value.isNull, fits(member, shape, path) { fields[member.key] = member.value }
    }
    for name in kind.required where !members.contains(where: { $0.key == name && !$0.value.isNull }) {
      note(path, node.line, "\(name) is missing", "add \(name): …")
    }
    guard kind.required.allSatisfy({ fields[$0] != nil }) else { return nil }
    return ProfileRecord(source: source, fields: fields)
  }

  private mutating func fits(_ member: YAMLNode.Member, _ shape: ProfileRecord.Kind.Shape, _ path: String) -> Bool {
    switch (shape, member.value.content) {
    case (.text, .scalar(let text, _)), (.nameOrMapping, .scalar(let text, _)):
      if !text.isEmpty { return true }
      note("\(path).\(member.key)", member.line, "is empty", "give it a value or leave it out")
      return false
    case (.list, .sequence(let items)):
      if items.allSatisfy({ if case .scalar = $0.content { true } else { false } }) { return true }
    case (.mapping, .mapping), (.nameOrMapping, .mapping): return true
    default: break
    }
    let wanted =
      switch shape {
      case .text: "a single value"
      case .list: "a list of words"
      case .mapping: "a mapping"
      case .nameOrMapping: "a plugin's id or a mapping"
      }
    note(
      "\(path).\(member.key)", member.line, "is \(member.value.kindName), not \(wanted)", "see docs/configuration.md")
    return false
  }

  private mutating func note(_ path: String, _ line: Int, _ message: String, _ fix: String) {
    profile.problems.append(
      ConfigurationProblem(
        source: .profile(path, file: profile.path, line: line), message: message, fix: fix))
  }
}
