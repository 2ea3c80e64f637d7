import CTunnelPlugin
import Logging

/// `tunnel.host.log/1`: a plugin's lines in the operator's log.
enum LogService {
  static let table = ServiceTable(
    tunnel_host_log(size: UInt32(MemoryLayout<tunnel_host_log>.size), enabled: enabled, write: write),
    denied: tunnel_host_log(
      size: UInt32(MemoryLayout<tunnel_host_log>.size),
      enabled: { host, _ in
        _ = Denied.answer(host)
        return 0
      }, write: { host, _, _ in Denied.answer(host) }))

  /// A longer line is cut: a log is no place for payloads.
  private static let longestLine = 8192

  private static let enabled: @convention(c) (UnsafePointer<tunnel_host>?, UInt32) -> Int32 = { host, level in
    guard let context = HostContext.of(host), let level = Logger.Level(tunnel: level) else { return 0 }
    return level >= context.logger.logLevel ? 1 : 0
  }

  private static let write: @convention(c) (UnsafePointer<tunnel_host>?, UInt32, tunnel_string) -> tunnel_status = {
    host, level, message in
    guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
    guard let level = Logger.Level(tunnel: level), let bytes = message.borrowed else {
      context.report(.invalidArgument)
      return tunnel_status(TUNNEL_E_INVALID)
    }
    guard level >= context.logger.logLevel else { return success }
    context.logger.log(level: level, "\(LogText.printable(bytes.prefix(longestLine)))")
    return success
  }
}

/// Text from outside, made fit for one line of a log.
enum LogText {
  /// Invalid UTF-8 and control characters are replaced: neither a forged line nor an escape sequence gets through.
  static func printable(_ bytes: some Collection<UInt8>) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { clean.append(isControl(scalar) ? " " : scalar) }
    return String(clean)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
    // What turns the order of the text around makes it read as something else.
    case 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

extension Logger.Level {
  init?(tunnel level: UInt32) {
    switch Int(level) {
    case Int(TUNNEL_LOG_DEBUG): self = .debug
    case Int(TUNNEL_LOG_INFO): self = .info
    case Int(TUNNEL_LOG_WARNING): self = .warning
    case Int(TUNNEL_LOG_ERROR): self = .error
    default: return nil
    }
  }
}
