import Logging
import RawJSON

/// One record, free of secrets, and its three appearances.
struct LogRecord {
  let time: WallTime
  let level: Logger.Level
  let message: String
  /// By name.
  let attributes: [LogAttribute]

  /// `12:00:00.123 INFO message key=value`
  func console(colour: Bool) -> String {
    let (before, after) = colour ? (Self.colour(of: level), "\u{1B}[0m") : ("", "")
    let dim = colour ? "\u{1B}[2m" : ""
    var line =
      "\(dim)\(time.clock)\(after) \(before)\(Self.padded(LogLevelName(level).capitals))\(after) \(LogText.oneLine(message))"
    for attribute in attributes where attribute.name != "component" {
      line += " \(dim)\(LogText.name(attribute.name))=\(after)\(LogText.value(attribute.value))"
    }
    return line
  }

  var structText: String {
    var line = "time=\(time.rfc3339) level=\(LogLevelName(level).capitals) msg=\(LogText.quoted(message))"
    for attribute in attributes { line += " \(LogText.name(attribute.name))=\(LogText.value(attribute.value))" }
    return line
  }

  var json: String {
    var bytes = Array("{\"time\":".utf8)
    JSONQuoting.append(time.rfc3339, to: &bytes)
    bytes += Array(",\"level\":\"\(LogLevelName(level).capitals)\",\"msg\":".utf8)
    JSONQuoting.append(message, to: &bytes)
    for attribute in attributes {
      bytes.append(UInt8(ascii: ","))
      // Names are unique.
      JSONQuoting.append(Self.own.contains(attribute.name) ? attribute.name + "_" : attribute.name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      JSONQuoting.append(attribute.value, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
    return LogText.visible(String(decoding: bytes, as: UTF8.self))
  }

  private static let own = ["time", "level", "msg"]

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
