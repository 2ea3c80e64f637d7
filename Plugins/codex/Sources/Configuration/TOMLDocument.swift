internal import CodexNative

/// A TOML text that was read by a real parser (W-77).
final class TOMLDocument {
  struct Problem: Error, Equatable {
    let line: Int
    let message: String
  }

  /// Lines and columns (in characters) from 1; the end is behind the last one.
  struct Place: Equatable {
    let begin: (line: Int, column: Int)
    let end: (line: Int, column: Int)

    init(_ place: codex_toml_place) {
      begin = (Int(place.begin_line), Int(place.begin_column))
      end = (Int(place.end_line), Int(place.end_column))
    }

    static func == (one: Place, other: Place) -> Bool { one.begin == other.begin && one.end == other.end }
  }

  /// A table two levels deep: `[outer."key"]`.
  struct Path {
    let outer: String
    let key: String
  }

  private let document: OpaquePointer

  init(_ text: String) throws(Problem) {
    var failure = codex_toml_failure()
    var text = text
    let parsed = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { codex_toml_parse($0.baseAddress, $0.count, &failure) }
    }
    guard let parsed else {
      let message = withUnsafeBytes(of: failure.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      throw Problem(line: Int(failure.line), message: message)
    }
    document = parsed
  }

  deinit {
    codex_toml_free(document)
  }

  /// The keys of a table of the root, with whether each is a table that says `enabled = true`.
  func keys(of table: String) -> [(key: String, isEnabled: Bool)] {
    var found: [(key: String, isEnabled: Bool)] = []
    withUnsafeMutablePointer(to: &found) { found in
      codex_toml_keys(document, table, found) { user, key, size, isEnabled in
        guard let key else { return }
        let name = String(decoding: UnsafeRawBufferPointer(start: key, count: size), as: UTF8.self)
        user?.assumingMemoryBound(to: [(key: String, isEnabled: Bool)].self).pointee.append((name, isEnabled))
      }
    }
    return found
  }

  /// Where the header of a table stands, or all of an inline one; nil: there is no such table.
  func table(_ path: Path) -> (isInline: Bool, place: Place)? {
    var isInline = false
    var place = codex_toml_place()
    guard codex_toml_find(document, path.outer, path.key, &isInline, &place) else { return nil }
    return (isInline, Place(place))
  }

  /// `enabled` of a table, and where the value stands; nil: it says nothing.
  func enabled(_ path: Path) -> (value: Bool, place: Place)? {
    var value = false
    var place = codex_toml_place()
    guard codex_toml_enabled(document, path.outer, path.key, &value, &place) else { return nil }
    return (value, Place(place))
  }

  /// The lines that a table is written on.
  func lines(of path: Path) -> Set<Int> {
    var lines: Set<Int> = []
    withUnsafeMutablePointer(to: &lines) { lines in
      codex_toml_lines(document, path.outer, path.key, lines) { user, first, last in
        guard first <= last else { return }
        user?.assumingMemoryBound(to: Set<Int>.self).pointee.formUnion(Int(first)...Int(last))
      }
    }
    return lines
  }

  /// Whether both say the same apart from that table.
  func saysTheSame(as other: TOMLDocument, without path: Path) -> Bool {
    codex_toml_same_without(document, other.document, path.outer, path.key)
  }
}
