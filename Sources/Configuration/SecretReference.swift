import Glibc

/// References to secrets: `env:NAME`, `file:/path` or `exec:command` (operator spec 5.1). A literal is refused: neither
/// a command line nor a file is the place for one.
enum SecretReference {
  private static let longest = 64 << 10
  /// Stands for a secret that need not be there: it may be a key, a token and a header's value.
  static let placeholder = "absent-secret"

  /// The prefix in lower case and what is behind it; nil for a literal.
  static func split(_ text: String) -> (scheme: String, rest: String)? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let scheme = text[..<colon].lowercased()
    guard ["env", "file", "exec"].contains(scheme) else { return nil }
    return (scheme, String(text[text.index(after: colon)...]))
  }

  static func resolve(
    _ value: SettingValues.Value, _ values: SettingValues
  ) throws(ConfigurationProblem) -> String {
    do throws(ConfigurationProblem) {
      return try resolved(value, values)
    } catch {
      guard error.isAbsence, !values.needsReferences else { throw error }
      return placeholder
    }
  }

  private static func resolved(
    _ value: SettingValues.Value, _ values: SettingValues
  ) throws(ConfigurationProblem) -> String {
    guard let (scheme, rest) = split(value.text) else {
      throw ConfigurationProblem(
        source: value.source, message: "a literal secret is refused here (value not shown)",
        fix: "use env:NAME, file:/path or exec:command")
    }
    switch scheme {
    case "env":
      guard isVariableName(rest) else {
        throw ConfigurationProblem(
          source: value.source, message: "env: is not followed by the name of a variable (not shown)",
          fix: "write env:NAME with letters, digits and underscores")
      }
      guard let secret = values.variable(rest) else {
        throw ConfigurationProblem(
          source: value.source, message: "the variable \(rest) is not set", fix: "set it where this is started",
          isAbsence: true)
      }
      return secret.trimmed
    case "file":
      let secret = (try read(HomePath.expanded(rest, values.environment), value.source)).trimmed
      guard !secret.isEmpty else {
        throw ConfigurationProblem(source: value.source, message: "\(rest) is empty", fix: "write the secret into it")
      }
      return secret
    default:
      switch values.resolved[rest] {
      case .success(let secret)?: return secret
      case .failure(let failure)?:
        throw ConfigurationProblem(
          source: value.source, message: failure.description, fix: "run the command by hand; it must print the secret")
      case nil:
        throw ConfigurationProblem(
          source: value.source, message: "exec: references are not available here", fix: "use env:NAME or file:/path",
          isAbsence: true)
      }
    }
  }

  static func isVariableName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
    return text.utf8.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
    }
  }

  /// The text of a small file without its last line end. One that holds a secret must not be readable by others.
  static func read(
    _ path: String, _ source: SettingSource, isSecret: Bool = true
  ) throws(ConfigurationProblem) -> String {
    let failure = { (why: String) in
      ConfigurationProblem(
        source: source, message: "\(path): \(why)", fix: "check the path and its permissions",
        isAbsence: errno == ENOENT)
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
