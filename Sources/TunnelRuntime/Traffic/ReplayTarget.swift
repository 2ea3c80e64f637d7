import Configuration
import RawJSON

/// Where a person can send a channel's messages without this program. Pure.
struct ReplayTarget: Sendable, Equatable {
  /// Without user name, password and query; nil: the server does not speak HTTP.
  let url: String?
  let unixSocket: String?

  init(_ binding: BindingSetting) {
    url = binding.network.serverURL.map(Self.withoutSecrets)
    unixSocket = url == nil ? nil : Self.member("/unix_socket", of: binding.configuration)
  }

  /// A line for a shell (operator spec W-51).
  func command(channel: String, message: String) -> String {
    guard let url else {
      return "tunnel-client requests replay --channel \(channel) --message \(Self.quoted(message))"
    }
    let socket = unixSocket.map { "--unix-socket \(Self.quoted($0)) " } ?? ""
    return "curl -sS \(socket)-H 'Content-Type: application/json' "
      + "-H 'Accept: application/json, text/event-stream' --data-raw \(Self.quoted(message)) \(Self.quoted(url))"
  }

  /// For any shell of POSIX.
  static func quoted(_ text: String) -> String {
    "'\(text.replacing("'", with: "'\\''"))'"
  }

  private static func withoutSecrets(_ url: String) -> String {
    let plain = String(url.prefix { $0 != "?" && $0 != "#" })
    guard let scheme = plain.firstRange(of: "://") else { return plain }
    let rest = plain[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@") else { return plain }
    return String(plain[..<scheme.upperBound] + rest[rest.index(after: at)...])
  }

  private static func member(_ pointer: String, of json: String) -> String? {
    Array(json.utf8).withUnsafeBytes { bytes in
      guard let range = try? find(pointer: pointer, in: bytes) else { return nil }
      var cursor = JSONCursor(UnsafeRawBufferPointer(rebasing: bytes[range]))
      return (try? cursor.readString())?.decoded
    }
  }
}
