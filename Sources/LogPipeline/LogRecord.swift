import Logging
import RawJSON

/// One record and its three appearances.
struct LogRecord {
  let time: WallTime
  let level: Logger.Level
  let message: String
  let fields: Logger.Metadata

  /// `12:00:00.123 INFO message key=value`
  func console(colour: Bool) -> String {
    let (before, after) = colour ? (Self.colour(of: level), "\u{1B}[0m") : ("", "")
    let dim = colour ? "\u{1B}[2m" : ""
    var line =
      "\(dim)\(time.clock)\(after) \(before)\(Self.padded(Self.name(of: level)))\(after) \(LogText.oneLine(message))"
    for (key, value) in sorted where key != "component" { line += " \(dim)\(key)=\(after)\(LogText.value(value))" }
    return line
  }

  var structText: String {
    var line = "time=\(time.rfc3339) level=\(Self.name(of: level)) msg=\(LogText.quoted(message))"
    for (key, value) in sorted { line += " \(key)=\(LogText.value(value))" }
    return line
  }

  var json: String {
    var bytes = Array("{\"time\":".utf8)
    JSONQuoting.append(time.rfc3339, to: &bytes)
    bytes += Array(",\"level\":\"\(Self.name(of: level))\",\"msg\":".utf8)
    JSONQuoting.append(message, to: &bytes)
    for (key, value) in sorted {
      bytes.append(UInt8(ascii: ","))
      JSONQuoting.append(key, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      JSONQuoting.append(value, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
    return String(decoding: bytes, as: UTF8.self)
  }

  private var sorted: [(String, String)] {
    fields.map { ($0.key, "\($0.value)") }.sorted { $0.0 < $1.0 }
  }

  /// The peer's names: four levels.
  private static func name(of level: Logger.Level) -> String {
    switch level {
    case .trace, .debug: "DEBUG"
    case .info, .notice: "INFO"
    case .warning: "WARN"
    case .error, .critical: "ERROR"
    }
  }

  private static func padded(_ name: String) -> String {
    name + String(repeating: " ", count: 5 - name.count)
  }

  private static func colour(of level: Logger.Level) -> String {
    switch level {
    case .trace, .debug: "\u{1B}[2m"
    case .info, .notice: "\u{1B}[32m"
    case .warning: "\u{1B}[33m"
    case .error, .critical: "\u{1B}[31m"
    }
  }
}

/// Values as `key=value` lines take them.
enum LogText {
  /// In quotes when there is anything in it that would end or forge a value.
  static func value(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D && $0 < 0x7F }
    return isPlain ? text : quoted(text)
  }

  static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONQuoting.append(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Control characters are escaped: one record is one line, and no terminal sequence gets through.
  static func oneLine(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return text }
    return String(quoted(text).dropFirst().dropLast())
  }
}
