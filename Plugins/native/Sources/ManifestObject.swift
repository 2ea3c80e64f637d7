internal import TunnelPluginKit

/// An object of a manifest: typed members, and errors that say where in it they are.
struct ManifestObject {
  private let slice: JSONSlice
  /// What comes before a key in messages: "functions[2].".
  private let place: String

  /// - Throws: that it is no object, or has a key twice or one that is not among `keys`.
  init(_ slice: JSONSlice, at place: String, keys: Set<String>) throws(PluginError) {
    self.slice = slice
    self.place = place.isEmpty ? "" : place + "."
    guard slice.kind == .object else {
      throw .configuration(place.isEmpty ? "the manifest" : place, "must be a JSON object")
    }
    var seen: Set<String> = []
    for member in slice.members {
      let name = member.name.string ?? ""
      guard keys.contains(name) else {
        throw error(name, "is no key of a manifest here; known are \(keys.sorted().joined(separator: ", "))")
      }
      guard seen.insert(name).inserted else { throw error(name, "is there twice") }
    }
  }

  func error(_ key: String, _ problem: String) -> PluginError { .configuration(place + key, problem) }

  func value(_ key: String) -> JSONSlice? {
    guard let value = slice[key], value.kind != .null else { return nil }
    return value
  }

  func text(_ key: String) throws(PluginError) -> String? {
    guard let value = value(key) else { return nil }
    guard let text = value.string, !text.utf8.contains(0), !text.isEmpty else {
      throw error(key, "must be a text that is not empty")
    }
    return text
  }

  func integer(_ key: String, in range: ClosedRange<Int64>) throws(PluginError) -> Int? {
    guard let value = value(key) else { return nil }
    guard let number = value.integer, range.contains(number) else {
      throw error(key, "must be an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return Int(number)
  }

  func bool(_ key: String) throws(PluginError) -> Bool? {
    guard let value = value(key) else { return nil }
    guard let bool = value.bool else { throw error(key, "must be true or false") }
    return bool
  }

  /// A number of seconds in milliseconds.
  func seconds(_ key: String, atMost limit: Double) throws(PluginError) -> UInt64? {
    guard let value = value(key) else { return nil }
    guard value.kind == .number, let seconds = Double(String(decoding: value.bytes, as: UTF8.self)), seconds >= 0.001,
      seconds <= limit
    else { throw error(key, "must be a number of seconds from 0.001 to \(Int(limit))") }
    return UInt64(seconds * 1_000)
  }

  /// The name that messages have for a member.
  func name(of key: String) -> String { place + key }
}
