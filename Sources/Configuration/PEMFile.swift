import Glibc

/// PEM files of certificates and keys (operator spec 5.3): a path, `file:/path`, or `env:NAME` with a path in it.
enum PEMFile {
  private static let longest = 16 << 20

  /// At least one certificate.
  static func certificates(
    _ value: SettingValues.Value, _ values: SettingValues
  ) throws(ConfigurationProblem) -> [UInt8] {
    let (path, bytes) = try read(value, values)
    guard holds("CERTIFICATE", bytes) else {
      throw ConfigurationProblem(
        source: value.source, message: "\(path) holds no certificate in PEM form",
        fix: "it needs lines from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----")
    }
    return bytes
  }

  /// A key without a passphrase, which nobody could be asked for.
  static func key(_ value: SettingValues.Value, _ values: SettingValues) throws(ConfigurationProblem) -> [UInt8] {
    let (path, bytes) = try read(value, values)
    guard !holds("ENCRYPTED PRIVATE KEY", bytes), !contains("Proc-Type: 4,ENCRYPTED", bytes) else {
      throw ConfigurationProblem(
        source: value.source, message: "the key in \(path) is encrypted",
        fix: "write it without a passphrase, with mode 0600")
    }
    guard ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"].contains(where: { holds($0, bytes) }) else {
      throw ConfigurationProblem(
        source: value.source, message: "\(path) holds no private key in PEM form",
        fix: "it needs lines from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----")
    }
    return bytes
  }

  private static func holds(_ label: String, _ bytes: [UInt8]) -> Bool {
    contains("-----BEGIN \(label)-----", bytes) && contains("-----END \(label)-----", bytes)
  }

  private static func contains(_ text: String, _ bytes: [UInt8]) -> Bool {
    bytes.firstRange(of: Array(text.utf8)) != nil
  }

  private static func read(
    _ value: SettingValues.Value, _ values: SettingValues
  ) throws(ConfigurationProblem) -> (path: String, bytes: [UInt8]) {
    let path = try values.path(value)
    let failure = { (why: String) in
      ConfigurationProblem(
        source: value.source, message: "\(path): \(why)", fix: "check the path and its permissions",
        isAbsence: errno == ENOENT)
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count <= longest {
      let count = Glibc.read(descriptor, &piece, piece.count)
      guard count >= 0 else { throw failure(String(cString: strerror(errno))) }
      if count == 0 { return (path, bytes) }
      bytes += piece.prefix(count)
    }
    throw failure("longer than \(longest) bytes")
  }
}
