import RawJSON

/// One JSON object of a state file. Members that this version does not know stay as they are, byte for byte (W-58).
public struct StateRecord: Sendable, Equatable {
  struct Member: Sendable, Equatable {
    let name: String
    /// Its value as it stood in the file.
    var json: [UInt8]
  }

  private(set) var members: [Member] = []

  /// An empty one.
  public init() {}

  /// The names, in the order of the file.
  public var names: [String] { members.map(\.name) }

  /// Nil when there is none, or it is no string.
  public func text(_ name: String) -> String? {
    read(name) { (cursor) throws(JSONError) in try cursor.readString().decoded }
  }

  /// Nil when there is none, or it is no integer.
  public func integer(_ name: String) -> Int? {
    read(name) { (cursor) throws(JSONError) in try cursor.readInteger() }
  }

  /// False when there is none.
  public func flag(_ name: String) -> Bool {
    read(name) { (cursor) throws(JSONError) in try cursor.readBool() } ?? false
  }

  /// Empty when there is none, or it is no list of strings.
  public func texts(_ name: String) -> [String] {
    read(name) { (cursor) throws(JSONError) in
      var texts: [String] = []
      try cursor.beginArray()
      while try cursor.nextElement() { texts.append(try cursor.readString().decoded) }
      return texts
    } ?? []
  }

  /// Nil or empty removes the member.
  public mutating func set(_ name: String, _ text: String?) {
    guard let text, !text.isEmpty else { return remove(name) }
    var json: [UInt8] = []
    JSONQuoting.append(text, to: &json)
    put(name, json)
  }

  /// Nil removes the member.
  public mutating func set(_ name: String, _ number: Int?) {
    guard let number else { return remove(name) }
    put(name, Array(String(number).utf8))
  }

  /// False removes the member.
  public mutating func set(_ name: String, _ flag: Bool) {
    guard flag else { return remove(name) }
    put(name, Array("true".utf8))
  }

  /// An empty list removes the member.
  public mutating func set(_ name: String, _ texts: [String]) {
    guard !texts.isEmpty else { return remove(name) }
    var json: [UInt8] = [UInt8(ascii: "[")]
    for (index, text) in texts.enumerated() {
      if index > 0 { json.append(UInt8(ascii: ",")) }
      JSONQuoting.append(text, to: &json)
    }
    put(name, json + [UInt8(ascii: "]")])
  }

  public mutating func remove(_ name: String) {
    members.removeAll { $0.name == name }
  }

  /// The last of two members of one name counts.
  mutating func put(_ name: String, _ json: [UInt8]) {
    if let index = members.firstIndex(where: { $0.name == name }) {
      members[index].json = json
    } else {
      members.append(Member(name: name, json: json))
    }
  }

  private func read<Value>(_ name: String, _ body: (inout JSONCursor) throws(JSONError) -> Value) -> Value? {
    guard let member = members.first(where: { $0.name == name }) else { return nil }
    return member.json.withUnsafeBytes { bytes in
      var cursor = JSONCursor(bytes)
      return try? body(&cursor)
    }
  }
}
