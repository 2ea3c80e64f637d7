import RawJSON

/// A record as operators read it over HTTP (operator spec 12.1.1, 31.8); it holds no secrets any more.
public struct LogEntry: Sendable {
  /// The most bytes of message and attributes; what is longer is cut (W-46).
  public static let maxBytes = 64 << 10
  private static let cut = "… [cut]"

  /// Seconds since 1970.
  public let seconds: Int64
  /// Nanoseconds within the second.
  public let nanoseconds: Int64
  /// How grave it is.
  public let level: LogLevelName
  /// What happened.
  public let message: String
  /// By name, each once.
  public let attributes: [LogAttribute]

  init(_ record: LogRecord) {
    seconds = record.time.seconds
    nanoseconds = record.time.nanoseconds
    level = LogLevelName(record.level)
    var room = Self.maxBytes
    message = Self.fitted(record.message, &room)
    var attributes: [LogAttribute] = []
    for attribute in record.attributes where room > 0 {
      room -= attribute.name.utf8.count
      attributes.append(LogAttribute(name: attribute.name, value: Self.fitted(attribute.value, &room)))
    }
    self.attributes = attributes
  }

  /// About how much memory it takes.
  var bytes: Int {
    attributes.reduce(96 + message.utf8.count) { $0 + 64 + $1.name.utf8.count + $1.value.utf8.count }
  }

  /// The value of an attribute.
  public subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }

  /// `{"seq":…,"time":…,"level":…,"message":…,"attrs":{…}}` on one line, without `attrs` when there are none.
  public func json(sequence: UInt64) -> [UInt8] {
    var bytes = Array("{\"seq\":\(sequence),\"time\":\"".utf8)
    bytes += Array(WallTime(seconds: seconds, nanoseconds: nanoseconds).rfc3339Nanoseconds.utf8)
    bytes += Array("\",\"level\":\"\(level.capitals)\",\"message\":".utf8)
    JSONQuoting.append(message, to: &bytes)
    if !attributes.isEmpty {
      bytes += Array(",\"attrs\":".utf8)
      for (index, attribute) in attributes.enumerated() {
        bytes.append(UInt8(ascii: index == 0 ? "{" : ","))
        JSONQuoting.append(attribute.name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        JSONQuoting.append(attribute.value, to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  private static func fitted(_ text: String, _ room: inout Int) -> String {
    defer { room -= min(room, text.utf8.count) }
    guard text.utf8.count > room else { return text }
    // A character that is cut in two becomes one replacement character.
    return String(decoding: text.utf8.prefix(max(room, 0)), as: UTF8.self) + cut
  }
}
