/// Which records a reader wants; a part that is nil wants all (W-47).
public struct LogFilter: Sendable, Equatable {
  /// This level and graver ones.
  public var level: LogLevelName?
  /// Of this component.
  public var component: String?
  /// Of this channel.
  public var channel: String?
  /// With this text in the message or an attribute; ASCII letters match in any case.
  public var text: String?
  /// From this moment on, in nanoseconds since 1970.
  public var since: Int64?

  /// Wants all.
  public init() {}

  /// Whether a record is wanted.
  public func matches(_ entry: LogEntry) -> Bool {
    if let level, entry.level < level { return false }
    if let component, entry["component"] != component { return false }
    if let channel, entry["channel"] != channel { return false }
    if let since, entry.seconds * 1_000_000_000 + entry.nanoseconds < since { return false }
    guard let text, !text.isEmpty else { return true }
    let wanted = text.utf8.map(Self.lower)
    return Self.has(wanted, in: entry.message) || entry.attributes.contains { Self.has(wanted, in: $0.value) }
  }

  private static func has(_ wanted: [UInt8], in text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.count >= wanted.count else { return false }
      return (0...bytes.count - wanted.count).contains { start in
        wanted.indices.allSatisfy { lower(bytes[start + $0]) == wanted[$0] }
      }
    }
  }

  private static func lower(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte | 0x20 : byte }
}
