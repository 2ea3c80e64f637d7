/// The effective configuration for people.
struct ConfigTable {
  let document: ConfigDocument
  let showsAll: Bool

  init(_ document: ConfigDocument, showsAll: Bool) {
    self.document = document
    self.showsAll = showsAll
  }

  var text: String {
    let file = document.configSource == ConfigDocument.noFile ? nil : document.configSource
    let origin = file.map { "\($0), flags and environment over it" } ?? "flags and environment"
    var text = "Configuration from \(origin).\n\n"
    let shown = document.settings.filter { showsAll || $0.value != nil }
    text += table(
      shown.map { [$0.key, $0.value ?? "-", $0.source?.label ?? "-"] + hidden($0.hides) })
    if !document.bindings.isEmpty {
      text += "\nChannels\n"
      text += table(
        document.bindings.map { binding in
          [binding.channel, binding.transport, binding.source.label] + (binding.auth.map { ["auth: \($0)"] } ?? [])
        })
    }
    if !document.plugins.isEmpty {
      text += "\nPlugins\n"
      text += table(
        document.plugins.map { plugin in
          [plugin.id, plugin.version ?? "any version", plugin.source.label]
            + (plugin.isolation.map { ["isolation: \($0)"] } ?? [])
        })
    }
    for note in document.notes { text += "\nNote: \(note)\n" }
    if !document.problems.isEmpty {
      text += "\nProblems\n"
      for problem in document.problems {
        // Not `key: message`: a redactor takes what stands behind `api_key:` for the key.
        text += "  \(problem.source.label) (\(problem.key))\n      \(problem.message)\n"
        if !problem.fix.isEmpty { text += "      fix: \(problem.fix)\n" }
      }
    }
    return text
  }

  private func hidden(_ hides: [ConfigDocument.Source]) -> [String] {
    hides.isEmpty ? [] : ["hides " + hides.map(\.label).joined(separator: ", ")]
  }

  /// Columns as wide as what is in them, the last one as long as it is.
  private func table(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { $0.indices.contains(column) && column < $0.count - 1 ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let gap = column == row.count - 1 ? "" : String(repeating: " ", count: max(0, widths[column] - cell.count) + 2)
        return cell + gap
      }.joined() + "\n"
    }.joined()
  }
}
