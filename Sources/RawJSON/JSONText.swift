/// A string or a member's name where it stands in the document. It borrows the document's memory.
public struct JSONText {
  /// The raw text between the quotes, as offsets into the document.
  public let range: Range<Int>
  /// Whether the raw text contains escape sequences, and so differs from its meaning.
  public let hasEscapes: Bool
  private let bytes: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer, range: Range<Int>, hasEscapes: Bool) {
    self.bytes = bytes
    self.range = range
    self.hasEscapes = hasEscapes
  }

  /// The text with its escapes resolved. Half a surrogate pair becomes U+FFFD.
  public var decoded: String {
    guard hasEscapes else { return String(decoding: bytes[range], as: UTF8.self) }
    var scalars = String.UnicodeScalarView()
    for point in codePoints { scalars.append(Unicode.Scalar(point) ?? "\u{fffd}") }
    return String(scalars)
  }

  var codePoints: CodePoints { CodePoints(bytes, range: range, resolvesEscapes: hasEscapes) }

  /// Whether the text, escapes resolved, is exactly this UTF-8.
  func equals(utf8: UnsafeRawBufferPointer) -> Bool {
    guard hasEscapes else { return range.count == utf8.count && bytes[range].elementsEqual(utf8) }
    return codePoints.elementsEqual(CodePoints(utf8, range: 0..<utf8.count, resolvesEscapes: false))
  }

  /// Whether the text, escapes resolved, is `name`.
  public static func == (text: JSONText, name: StaticString) -> Bool {
    name.withUTF8Buffer { text.equals(utf8: UnsafeRawBufferPointer($0)) }
  }

  public static func != (text: JSONText, name: StaticString) -> Bool { !(text == name) }

  /// Makes `switch key { case "id": … }` work.
  public static func ~= (name: StaticString, text: JSONText) -> Bool { text == name }
}

/// The name of an object's member.
public typealias JSONKey = JSONText
