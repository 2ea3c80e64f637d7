/// JSON in which every string that is a URL is cleaned (operator spec 12.5.5).
enum SnapshotJSON {
  /// `json` has to be JSON.
  static func cleaned(_ json: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(json.count)
    var index = 0
    while index < json.count {
      guard json[index] == UInt8(ascii: "\"") else {
        output.append(json[index])
        index += 1
        continue
      }
      let end = stringEnd(json, index + 1)
      let content = json[(index + 1)..<end]
      output.append(UInt8(ascii: "\""))
      if let text = url(content) { output += Array(text.utf8) } else { output += content }
      if end < json.count { output.append(UInt8(ascii: "\"")) }
      index = end + 1
    }
    return output
  }

  private static func url(_ content: ArraySlice<UInt8>) -> String? {
    guard content.count > 4, content.contains(UInt8(ascii: ":")) else { return nil }
    return URLRule.cleaned(String(decoding: content, as: UTF8.self)[...])
  }

  private static func stringEnd(_ json: [UInt8], _ start: Int) -> Int {
    var index = start
    while index < json.count, json[index] != UInt8(ascii: "\"") {
      index += json[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(index, json.count)
  }
}
