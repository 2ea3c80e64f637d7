import Glibc

/// References to secrets in flags: `env:NAME` or `file:/path`. A literal is refused: a command line is no place for one.
enum SecretReference {
  private static let longest = 64 << 10

  static func resolve(
    _ value: SettingValues.Value, _ values: SettingValues
  ) throws(ConfigurationProblem) -> String {
    if value.text.hasPrefix("env:") {
      let name = String(value.text.dropFirst(4))
      guard let secret = values.variable(name) else {
        throw ConfigurationProblem(
          source: value.source, message: "the variable \(name) is not set", fix: "export \(name)=…")
      }
      return secret
    }
    if value.text.hasPrefix("file:") { return try read(String(value.text.dropFirst(5)), value.source) }
    throw ConfigurationProblem(
      source: value.source, message: "a literal secret is refused here (value not shown)",
      fix: "use env:NAME or file:/path")
  }

  /// The text of a small file without its last line end. One that holds a secret must not be readable by others.
  static func read(
    _ path: String, _ source: String, isSecret: Bool = true
  ) throws(ConfigurationProblem) -> String {
    let failure = { (why: String) in
      ConfigurationProblem(source: source, message: "\(path): \(why)", fix: "check the path and its permissions")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(String(cString: strerror(errno))) }
    guard !isSecret || status.st_mode & 0o077 == 0 else {
      throw ConfigurationProblem(
        source: source, message: "\(path) can be read by others", fix: "chmod 600 \(path)")
    }
    var bytes = [UInt8](repeating: 0, count: longest)
    let count = Glibc.read(descriptor, &bytes, longest)
    guard count >= 0 else { throw failure(String(cString: strerror(errno))) }
    var text = String(decoding: bytes.prefix(count), as: UTF8.self)
    if text.hasSuffix("\n") { text.removeLast() }
    return text
  }
}
