import RawJSON

/// A state file: a JSON object, most of whose members are objects themselves. JSON is YAML, and the names are those of
/// the peer, which reads what this writes and the other way round (operator spec 15.2, 15.3).
public struct StateDocument: Sendable, Equatable {
  public enum Name: String, Sendable, CaseIterable {
    case aliases = "aliases.yaml"
    case processes = "processes.yaml"
    case adminProfiles = "admin_profiles.yaml"
  }

  /// In each record, where the peer does not mind it.
  public static let schemaVersion = 1

  private enum Value: Sendable, Equatable {
    case record(StateRecord)
    case other([UInt8])
  }

  private var members: [(name: String, value: Value)] = []

  /// An empty one.
  public init() {}

  /// - Throws: where it is not a JSON object.
  init(_ bytes: [UInt8]) throws(JSONError) {
    let isBlank = bytes.allSatisfy { [9, 10, 13, 32].contains($0) }
    guard !isBlank else { return }
    try bytes.span.bytes.withUnsafeBytes { (bytes) throws(JSONError) in
      var cursor = JSONCursor(bytes)
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        let kind = try cursor.peekKind()
        let range = try cursor.skipValue()
        let text = UnsafeRawBufferPointer(rebasing: bytes[range])
        put(key.decoded, kind == .object ? .record(try Self.record(text)) : .other(Array(text)))
      }
      try cursor.end()
    }
  }

  static func record(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> StateRecord {
    var record = StateRecord()
    var cursor = JSONCursor(bytes)
    try cursor.beginObject()
    while let key = try cursor.nextMember() { record.put(key.decoded, Array(bytes[try cursor.skipValue()])) }
    return record
  }

  /// The names of its records, in alphabetical order.
  public var names: [String] {
    members.compactMap { if case .record = $0.value { $0.name } else { nil } }.sorted()
  }

  public subscript(name: String) -> StateRecord? {
    get {
      guard case .record(let record)? = members.first(where: { $0.name == name })?.value else { return nil }
      return record
    }
    set {
      guard let newValue else { return members.removeAll { $0.name == name } }
      put(name, .record(newValue))
    }
  }

  /// The highest schema version of its records.
  var version: Int {
    names.compactMap { self[$0]?.integer("schema_version") }.max() ?? 0
  }

  func text(_ name: String) -> String? {
    var record = StateRecord()
    guard case .other(let json)? = members.first(where: { $0.name == name })?.value else { return nil }
    record.put(name, json)
    return record.text(name)
  }

  mutating func set(_ name: String, _ text: String) {
    var json: [UInt8] = []
    JSONQuoting.append(text, to: &json)
    put(name, .other(json))
  }

  private mutating func put(_ name: String, _ value: Value) {
    if let index = members.firstIndex(where: { $0.name == name }) {
      members[index].value = value
    } else {
      members.append((name, value))
    }
  }

  /// Indented, one member a line.
  var bytes: [UInt8] { Self.object(members.map { ($0.name, Self.json($0.value)) }, indent: "") + [10] }

  private static func json(_ value: Value) -> [UInt8] {
    switch value {
    case .other(let json): json
    case .record(let record): object(record.members.map { ($0.name, $0.json) }, indent: "  ")
    }
  }

  /// An object inside a document whose lines begin with `indent`.
  static func object(_ members: [(name: String, json: [UInt8])], indent: String) -> [UInt8] {
    guard !members.isEmpty else { return Array("{}".utf8) }
    var bytes = Array("{\n".utf8)
    for (index, member) in members.enumerated() {
      bytes += Array("\(indent)  ".utf8)
      JSONQuoting.append(member.name, to: &bytes)
      bytes += Array(": ".utf8) + member.json + Array(index == members.count - 1 ? "\n".utf8 : ",\n".utf8)
    }
    return bytes + Array("\(indent)}".utf8)
  }

  public static func == (first: StateDocument, second: StateDocument) -> Bool {
    first.members.elementsEqual(second.members) { $0.name == $1.name && $0.value == $1.value }
  }
}
