/// Switches a plugin on in Codex's `config.toml`, and takes it out again, without touching anything else of the file
/// (operator spec 21.1, W-77).
///
/// Places come from the parser, and what came of an edit is parsed again: it must say what it said before, apart from the
/// plugin's own table. Otherwise the edit is refused.
struct PluginSwitch {
  enum Refusal: Error, Equatable {
    /// The file cannot be read as it is.
    case unreadable(line: Int, String)
    /// The plugin's table is written in a way that an edit would damage.
    case entangled
  }

  let text: String
  let path: TOMLDocument.Path
  private let document: TOMLDocument

  /// `key`: `tunnel-mcp@debug`
  init(_ text: String, key: String) throws(Refusal) {
    self.text = text
    path = TOMLDocument.Path(outer: "plugins", key: key)
    document = try Self.parse(text)
  }

  var isOn: Bool { document.enabled(path)?.value == true }
  var isThere: Bool { document.table(path) != nil }

  /// The text with the plugin switched on.
  func on() throws(Refusal) -> String {
    if isOn { return text }
    if let enabled = document.enabled(path) { return try checked(Self.replace(enabled.place, in: text), isOn: true) }
    if let table = document.table(path) {
      guard !table.isInline else { throw .entangled }
      return try checked(Self.insert("enabled = true", below: table.place.end.line, in: text), isOn: true)
    }
    var result = text
    if !result.isEmpty, result.utf8.last != UInt8(ascii: "\n") { result += "\n" }
    if !result.isEmpty { result += "\n" }
    // Marketplaces are path segments of letters, digits, dots, dashes and underscores: nothing to escape.
    result += "[plugins.\"\(path.key)\"]\nenabled = true\n"
    return try checked(result, isOn: true)
  }

  /// The text without the plugin's table.
  func off() throws(Refusal) -> String {
    guard isThere else { return text }
    let own = document.lines(of: path)
    var lines = Self.lines(of: text)
    let first = own.min() ?? 1
    // The empty line that `on` put before it.
    let isBlank = { (index: Int) in lines.indices.contains(index) && lines[index].allSatisfy(\.isWhitespace) }
    let takesBlank = isBlank(first - 2) && (own.max() ?? first) >= lines.count
    for index in lines.indices.reversed() where own.contains(index + 1) || (takesBlank && index == first - 2) {
      lines.remove(at: index)
    }
    return try checked(lines.joined(), isOn: false)
  }

  private func checked(_ result: String, isOn: Bool) throws(Refusal) -> String {
    guard let after = try? Self.parse(result), after.saysTheSame(as: document, without: path),
      isOn ? after.enabled(path)?.value == true : after.table(path) == nil
    else { throw .entangled }
    return result
  }

  private static func parse(_ text: String) throws(Refusal) -> TOMLDocument {
    do throws(TOMLDocument.Problem) {
      return try TOMLDocument(text)
    } catch {
      throw .unreadable(line: error.line, error.message)
    }
  }

  /// With their line ends. By scalars: "\r\n" is one character of Swift, and two of a file.
  private static func lines(of text: String) -> [Substring] {
    var lines: [Substring] = []
    var start = text.startIndex
    let scalars = text.unicodeScalars
    var index = start
    while index < scalars.endIndex {
      let next = scalars.index(after: index)
      if scalars[index] == "\n" {
        lines.append(text[start..<next])
        start = next
      }
      index = next
    }
    if start < text.endIndex { lines.append(text[start...]) }
    return lines
  }

  private static func replace(_ place: TOMLDocument.Place, in text: String) -> String {
    var lines = lines(of: text).map(String.init)
    let index = place.begin.line - 1
    guard place.begin.line == place.end.line, lines.indices.contains(index) else { return text }
    var scalars = Array(lines[index].unicodeScalars)
    let range = (place.begin.column - 1)..<(place.end.column - 1)
    guard range.lowerBound >= 0, range.upperBound <= scalars.count else { return text }
    scalars.replaceSubrange(range, with: "true".unicodeScalars)
    var line = String.UnicodeScalarView()
    line.append(contentsOf: scalars)
    lines[index] = String(line)
    return lines.joined()
  }

  private static func insert(_ line: String, below number: Int, in text: String) -> String {
    var lines = lines(of: text).map(String.init)
    guard lines.indices.contains(number - 1) else { return text }
    if lines[number - 1].utf8.last != UInt8(ascii: "\n") { lines[number - 1] += "\n" }
    lines.insert(line + "\n", at: number)
    return lines.joined()
  }
}
