import CCrypto
import Glibc

/// SHA-256, as 64 lower-case hexadecimal digits: what `sha256sum` prints.
public enum SHA256 {
  /// Why a file has no digest.
  public struct Unreadable: Error, Sendable, CustomStringConvertible {
    public let description: String

    init(_ path: String, _ reason: String) {
      description = "\(path): cannot be read: \(reason)"
    }
  }

  public static func digits(_ bytes: some Sequence<UInt8>) -> String {
    digits(of: self.bytes(bytes))
  }

  /// The 32 bytes that the digits stand for.
  public static func bytes(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    let bytes = Array(bytes)
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
    return digest
  }

  /// Reads the whole file, which takes a while: not on the loop.
  public static func ofFile(_ path: String) throws(Unreadable) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Unreadable(path, String(cString: strerror(errno))) }
    defer { close(descriptor) }
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    guard context != nil, EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      throw Unreadable(path, "OpenSSL has no SHA-256")
    }
    var part = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let count = read(descriptor, &part, part.count)
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw Unreadable(path, String(cString: strerror(errno)))
      }
      guard count > 0 else { break }
      guard EVP_DigestUpdate(context, part, count) == 1 else { throw Unreadable(path, "OpenSSL cannot hash it") }
    }
    var digest = [UInt8](repeating: 0, count: 32)
    guard EVP_DigestFinal_ex(context, &digest, nil) == 1 else { throw Unreadable(path, "OpenSSL cannot hash it") }
    return digits(of: digest)
  }

  /// Whether a text can be such a digest at all.
  public static func isWellFormed(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  private static func digits(of digest: [UInt8]) -> String {
    digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
