import Synchronization

/// Knows the secrets of this process by value and takes them out of every record before it reaches a sink.
public final class Redactor: Sendable {
  private let secrets = Mutex<[String]>([])

  /// A shorter value would blank out ordinary text.
  private static let shortest = 6
  static let mark = "[REDACTED]"

  /// One that knows these already.
  public init(_ secrets: [String] = []) {
    for secret in secrets { register(secret) }
  }

  /// From now on this value never appears in the log.
  public func register(_ secret: String) {
    guard secret.utf8.count >= Self.shortest else { return }
    secrets.withLock { secrets in
      guard !secrets.contains(secret) else { return }
      // The longest first: one may contain another.
      secrets.append(secret)
      secrets.sort { $0.utf8.count > $1.utf8.count }
    }
  }

  public func redact(_ text: String) -> String {
    let secrets = self.secrets.withLock(\.self)
    var text = text
    for secret in secrets where text.contains(secret) { text = text.replacing(secret, with: Self.mark) }
    return text
  }
}
