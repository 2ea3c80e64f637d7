import CTunnelPlugin
import JSONSchema
import NearMatch

/// Looks at what one plugin says about itself.
struct DescriptorInspection {
  let descriptor: PluginDescriptor

  /// Extensions that this host can use, or has names for.
  static let knownExtensions: Set<String> = [
    TUNNEL_TRANSPORT, TUNNEL_AUTH, TUNNEL_OPERATOR, TUNNEL_DIAGNOSTIC, TUNNEL_COMMAND, "tunnel.assistant/1",
  ]

  var findings: [PluginFinding] { [identity, extensions, services, schema, commands] }

  private func finding(
    _ check: PluginCheck, _ outcome: PluginFinding.Outcome, _ detail: String = "", fix: String = ""
  ) -> PluginFinding {
    PluginFinding(check, of: descriptor.id, outcome, detail, fix: fix)
  }

  private var identity: PluginFinding {
    if SemanticVersion(descriptor.version) == nil {
      return finding(
        .identity, .failed, "its version is no semantic version", fix: "write MAJOR.MINOR.PATCH, such as 1.2.0")
    }
    for (field, text) in [("vendor", descriptor.vendor), ("summary", descriptor.summary)] {
      if text.allSatisfy(\.isWhitespace) {
        return finding(.identity, .failed, "its \(field) is empty", fix: "say it in one line")
      }
      if text.contains(where: \.isNewline) {
        return finding(.identity, .failed, "its \(field) has several lines", fix: "say it in one line")
      }
    }
    if !descriptor.id.contains(".") {
      return finding(.identity, .warned, "its id is not reverse DNS", fix: "put your domain in front: com.example.NAME")
    }
    return finding(.identity, .passed, "\(descriptor.id) \(descriptor.version)")
  }

  private var extensions: PluginFinding {
    let unknown = descriptor.extensions.filter { !Self.knownExtensions.contains($0) }
    let isUsable = unknown.count < descriptor.extensions.count
    guard !descriptor.extensions.isEmpty else {
      return finding(.extensions, .failed, "it offers none", fix: "name one, such as \(TUNNEL_TRANSPORT)")
    }
    guard let first = unknown.first else {
      return finding(.extensions, .passed, descriptor.extensions.joined(separator: ", "))
    }
    return finding(
      .extensions, isUsable ? .warned : .failed, "this host does not know \(unknown.joined(separator: ", "))",
      fix: fix(for: first, among: Self.knownExtensions))
  }

  private var services: PluginFinding {
    let known = Set(HostTable.services.keys)
    let unknown = descriptor.hostServices.filter { !known.contains($0) }
    guard let first = unknown.first else {
      return finding(.hostServices, .passed, descriptor.hostServices.joined(separator: ", "))
    }
    return finding(
      .hostServices, .failed, "this host has no \(unknown.joined(separator: ", "))", fix: fix(for: first, among: known))
  }

  private var commands: PluginFinding {
    switch (descriptor.offersCommands, descriptor.commands.isEmpty) {
    case (true, true):
      return finding(
        .commands, .failed, "it offers \(TUNNEL_COMMAND), and its descriptor lists no command",
        fix: "list them in `commands` of the descriptor, and fill its `size` with sizeof")
    case (false, false):
      return finding(
        .commands, .failed, "its descriptor lists commands, and it does not offer \(TUNNEL_COMMAND)",
        fix: "name \(TUNNEL_COMMAND) in `extensions`")
    case (false, true): return finding(.commands, .passed, "none")
    case (true, false):
      guard let silent = descriptor.commands.first(where: { $0.summary.allSatisfy(\.isWhitespace) }) else {
        return finding(.commands, .passed, descriptor.commands.map(\.name).joined(separator: ", "))
      }
      return finding(.commands, .failed, "command \(silent.name) has no summary", fix: "say it in one line")
    }
  }

  private func fix(for name: String, among known: Set<String>) -> String {
    if let meant = NearMatch.of(name, in: known.sorted()) { return "did you mean \(meant)?" }
    return "known are \(known.sorted().joined(separator: ", "))"
  }

  private var schema: PluginFinding {
    guard let text = descriptor.configSchema else { return finding(.schema, .passed, "it takes no configuration") }
    do throws(JSONSchema.Malformed) {
      let schema = try JSONSchema(text)
      guard schema.unsupportedKeywords.isEmpty else {
        let list = schema.unsupportedKeywords.prefix(5).joined(separator: ", ")
        return finding(
          .schema, .failed, "keywords that this host does not check: \(list)",
          fix: "use the subset of JSON Schema that docs/plugins.md names")
      }
      return finding(.schema, .passed)
    } catch {
      return finding(.schema, .failed, "\(error)", fix: "write JSON Schema 2020-12")
    }
  }
}
