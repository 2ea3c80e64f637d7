internal import TunnelPluginKit

/// Puts labels in the place of the targets' URLs in a JSON body, string by string: every other byte stays as the server
/// wrote it (dataplane spec HC-06, W-57).
enum BodyRewriting {
  /// Nil when nothing is to be changed, or the body is no JSON.
  static func rewrite(_ body: UnsafeRawBufferPointer, _ registry: TargetRegistry) -> [UInt8]? {
    guard !registry.targets.isEmpty else { return nil }
    var edits: [(range: Range<Int>, text: String)] = []
    let isJSON = JSONStringWalk.visit(body) { value, member in
      guard let text = string(body, value), let reference = registry.reference(to: text, member: name(body, member))
      else { return }
      edits.append((value, reference))
    }
    guard isJSON, !edits.isEmpty else { return nil }
    var rewritten: [UInt8] = []
    rewritten.reserveCapacity(body.count)
    var end = 0
    for edit in edits {
      rewritten.append(contentsOf: body[end..<edit.range.lowerBound])
      // A label needs no escapes.
      rewritten.append(contentsOf: "\"\(edit.text)\"".utf8)
      end = edit.range.upperBound
    }
    rewritten.append(contentsOf: body[end...])
    return rewritten
  }

  /// The text of a string that could begin like a URL; most do not, and are not decoded.
  private static func string(_ body: UnsafeRawBufferPointer, _ range: Range<Int>) -> String? {
    guard range.count > 9,
      [UInt8(ascii: "h"), UInt8(ascii: "H"), UInt8(ascii: "\\")].contains(body[range.lowerBound + 1])
    else { return nil }
    return JSONSlice(UnsafeRawBufferPointer(rebasing: body[range])).string
  }

  private static func name(_ body: UnsafeRawBufferPointer, _ range: Range<Int>?) -> String? {
    range.flatMap { JSONSlice(UnsafeRawBufferPointer(rebasing: body[$0])).string }
  }
}
