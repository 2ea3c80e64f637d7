/// What the `WWW-Authenticate` lines of an answer say of OAuth (RFC 9110 §11.6.1, RFC 9728 §5.1, dataplane OA-04). Pure.
struct Challenge: Sendable, Equatable {
  /// Whether a bearer token is asked for.
  var wantsBearer = false
  /// The first `resource_metadata` of a bearer challenge, if it is an absolute http URL.
  var metadataURL: String?

  /// All lines count, not only the first (W-47).
  init(_ lines: [String]) {
    for line in lines {
      var isBearer = false
      for part in Self.parts(of: line) {
        let parameter = Self.parameter(part, &isBearer)
        if isBearer { wantsBearer = true }
        guard metadataURL == nil, isBearer, let parameter, parameter.name == "resource_metadata",
          let url = RawURL(parameter.value), url.userInfo == nil
        else { continue }
        metadataURL = parameter.value
      }
    }
  }

  /// Cut at the commas outside quotes.
  private static func parts(of line: String) -> [Substring] {
    var parts: [Substring] = []
    var start = line.startIndex
    var isQuoted = false
    var isEscaped = false
    for index in line.indices {
      switch line[index] {
      case _ where isEscaped: isEscaped = false
      case "\\" where isQuoted: isEscaped = true
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        parts.append(line[start..<index])
        start = line.index(after: index)
      default: break
      }
    }
    return parts + [line[start...]]
  }

  /// The parameter in a part; a part that begins a challenge names its scheme first.
  private static func parameter(_ part: Substring, _ isBearer: inout Bool) -> (name: String, value: String)? {
    var rest = trimmed(part)
    guard !rest.isEmpty else { return nil }
    let word = rest.prefix { $0 != "=" && !isBlank($0) }
    let behind = trimmed(rest[word.endIndex...])
    if !behind.hasPrefix("=") {
      isBearer = word.lowercased() == "bearer"
      rest = behind
    }
    guard let equals = rest.firstIndex(of: "=") else { return nil }
    let value = trimmed(rest[rest.index(after: equals)...])
    return (trimmed(rest[..<equals]).lowercased(), unquoted(value))
  }

  private static func unquoted(_ value: Substring) -> String {
    guard value.hasPrefix("\"") else { return String(value.prefix { !isBlank($0) }) }
    var result = ""
    var isEscaped = false
    for character in value.dropFirst() {
      if isEscaped {
        result.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        break
      } else {
        result.append(character)
      }
    }
    return result
  }

  private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: isBlank)
    while let last = text.last, isBlank(last) { text.removeLast() }
    return text
  }
}
