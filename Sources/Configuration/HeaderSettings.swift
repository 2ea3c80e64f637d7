import RawJSON

/// The operator's own headers (operator spec 3.11, 3.12), checked.
public struct HeaderSettings: Sendable {
  public struct Field: Sendable, Equatable {
    public var name: String
    public var value: String
  }

  public private(set) var fields: [Field] = []
  /// Values that came from a reference: they must not appear in any output.
  public private(set) var secrets: [String] = []

  public init() {}

  /// What the client sets itself on control-plane requests, or the HTTP stack does (W-10).
  static let ofControlPlane: Set<String> = [
    "accept", "accept-encoding", "authorization", "connection", "content-encoding", "content-length", "content-type",
    "expect", "host", "keep-alive", "openai-organization", "proxy-authorization", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade", "user-agent", "x-client-request-id", "x-tunnel-client-capabilities",
    "x-tunnel-client-instance-id", "x-tunnel-client-name", "x-tunnel-client-version",
    "x-tunnel-client-wire-protocol-version", "x-tunnel-mcp-server-info", "x-tunnel-shard-token",
  ]

  /// What a request to an MCP server gets from the HTTP stack or from the message it carries.
  static let ofMCPRequest: Set<String> = [
    "accept-encoding", "connection", "content-encoding", "content-length", "content-type", "expect", "host",
    "keep-alive",
    "last-event-id", "mcp-session-id", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding",
    "upgrade",
  ]

  /// The fields as a JSON object.
  var json: String {
    var bytes = Array("{".utf8)
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      JSONQuoting.append(field.name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      JSONQuoting.append(field.value, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Adds `Name: value`, where the value may be a reference.
  mutating func add(
    _ entry: SettingValues.Value, reserved: Set<String>, _ values: SettingValues
  ) throws(ConfigurationProblem) {
    let problem = { (message: String, fix: String) in
      ConfigurationProblem(source: entry.source, message: message, fix: fix)
    }
    guard let colon = entry.text.firstIndex(of: ":") else {
      throw problem("a header without a colon (not shown)", "write it as Name: value")
    }
    let name = Self.trimmed(entry.text[..<colon])
    let value = Self.trimmed(entry.text[entry.text.index(after: colon)...])
    try add(name, SettingValues.Value(text: value, source: entry.source), reserved: reserved, values)
  }

  /// Adds a field, where the value may be a reference.
  mutating func add(
    _ name: String, _ entry: SettingValues.Value, reserved: Set<String>, _ values: SettingValues
  ) throws(ConfigurationProblem) {
    let problem = { (message: String, fix: String) in
      ConfigurationProblem(source: entry.source, message: message, fix: fix)
    }
    guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte) else {
      throw problem("a header's name has characters that no name has", "write it as Name: value")
    }
    guard !reserved.contains(name.lowercased()) else {
      throw problem("the client sets \(name) itself", "leave it out")
    }
    let value = try resolved(entry, values)
    // Characters, not bytes, would take CR LF for one that is neither.
    guard value.utf8.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }) else {
      throw problem("the value of \(name) has control characters (not shown)", "give it as a single line")
    }
    if let same = fields.first(where: { $0.name.lowercased() == name.lowercased() }) {
      guard same.value == value else {
        throw problem("\(name) is given twice with different values", "give each header once")
      }
      return
    }
    fields.append(Field(name: name, value: value))
  }

  private mutating func resolved(
    _ entry: SettingValues.Value, _ values: SettingValues
  ) throws(ConfigurationProblem) -> String {
    guard let (scheme, rest) = SecretReference.split(entry.text) else { return entry.text }
    let secret = try SecretReference.resolve(entry, values)
    guard !secret.isEmpty else {
      throw ConfigurationProblem(source: entry.source, message: "\(scheme):\(rest) is empty", fix: "give it a value")
    }
    secrets.append(secret)
    return secret
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      || "!#$%&'*+-.^_`|~".utf8.contains(byte)
  }
}
