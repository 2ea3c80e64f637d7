/// Rows under headings, each column as wide as it needs to be.
enum RequestTable {
  static func text(_ requests: [RequestDocument]) -> String {
    guard !requests.isEmpty else { return "No requests.\n" }
    let headings = ["#", "TIME", "CHANNEL", "METHOD", "STATUS", "TOTAL", "IN", "OUT", "ERROR"]
    let rows = requests.map { request in
      [
        "\(request.sequence)", time(request.receivedAt), request.channel, shortened(request.what, 40), request.status,
        request.timing.totalUs.map(duration) ?? "…", size(request.bytesIn), size(request.bytesOut),
        request.error.map { "\($0.source): \($0.text)" } ?? "",
      ]
    }
    return lines([headings] + rows)
  }

  static func lines(_ rows: [[String]]) -> String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { index, cell in
        index == count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
      }
      let line = cells.joined(separator: "  ")
      return String(line[..<(line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex)]) + "\n"
    }.joined()
  }

  /// `12:34:56.789`
  private static func time(_ text: String) -> String {
    guard let mark = text.firstIndex(of: "T") else { return text }
    return String(text[text.index(after: mark)...].prefix { $0 != "Z" })
  }

  /// From microseconds.
  static func duration(_ microseconds: Int) -> String {
    switch microseconds {
    case ..<1000: "\(microseconds) µs"
    case ..<1_000_000: "\(Double(microseconds / 100) / 10) ms"
    default: "\(Double(microseconds / 10_000) / 100) s"
    }
  }

  static func size(_ bytes: Int) -> String {
    switch bytes {
    case ..<1024: "\(bytes) B"
    case ..<(1 << 20): "\(Double(bytes * 10 / 1024) / 10) KiB"
    default: "\(Double(bytes * 10 / (1 << 20)) / 10) MiB"
    }
  }

  private static func shortened(_ text: String, _ most: Int) -> String {
    text.count > most ? text.prefix(most - 1) + "…" : text
  }
}
