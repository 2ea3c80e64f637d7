import CCrypto

/// The SHA-256 of bytes in memory.
public enum TextDigest {
  /// 64 lower-case hexadecimal digits.
  public static func sha256(_ bytes: some Sequence<UInt8>) -> String {
    sha256Bytes(bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The 32 bytes themselves.
  public static func sha256Bytes(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    let bytes = Array(bytes)
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
    return digest
  }
}
