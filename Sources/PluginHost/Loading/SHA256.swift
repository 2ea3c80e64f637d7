import CCrypto
import Glibc

/// The SHA-256 of files, in the words of `sha256sum`.
public enum SHA256 {
  /// 64 lower-case hexadecimal digits.
  ///
  /// - Throws: why the file cannot be read.
  public static func ofFile(_ path: String) throws(PluginLoadFailure) -> String {
    do throws(PluginLoadFailure.Reason) {
      return try digest(path)
    } catch {
      throw PluginLoadFailure(path: path, reason: error)
    }
  }

  /// Whether a text can be such a digest at all.
  public static func isWellFormed(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  private static func digest(_ path: String) throws(PluginLoadFailure.Reason) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    guard context != nil, EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      throw .unreadable("OpenSSL has no SHA-256")
    }
    var part = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let count = read(descriptor, &part, part.count)
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw .unreadable(String(cString: strerror(errno)))
      }
      guard count > 0 else { break }
      guard EVP_DigestUpdate(context, part, count) == 1 else { throw .unreadable("OpenSSL cannot hash it") }
    }
    var result = [UInt8](repeating: 0, count: 32)
    guard EVP_DigestFinal_ex(context, &result, nil) == 1 else { throw .unreadable("OpenSSL cannot hash it") }
    return result.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
