import Glibc

/// What a plugin wants of a child process.
package struct ChildOptions: Sendable {
  var arguments: [String]
  var environment: [(name: String, value: String)]
  var inherit: [String]
  var workingDirectory: String?

  /// What every child may know of its surroundings. Everything else of the host's environment stays here: it holds
  /// the control plane's key (dataplane spec W-35).
  private static let harmless: Set<String> = [
    "PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "USER", "LOGNAME", "SHELL", "TERM",
  ]

  package static func isHarmless(_ name: some StringProtocol) -> Bool {
    harmless.contains(String(name)) || name.hasPrefix("LC_") || name.hasPrefix("XDG_")
  }

  /// The environment of the child, from the host's and the plugin's wishes.
  func scrubbedEnvironment(of host: [String: String]) -> [String: String] {
    var result = host.filter { Self.isHarmless($0.key) || inherit.contains($0.key) }
    for (name, value) in environment { result[name] = value }
    return result
  }

  /// The program, looked up as `execvp` would, so that a missing one is an answer and not a dead child.
  func program(path: String?) throws(ChildStartFailure) -> String {
    guard let name = arguments.first, !name.isEmpty else { throw .missing("the command is empty") }
    if name.contains("/") {
      let full = name.hasPrefix("/") ? name : (workingDirectory.map { $0 + "/" } ?? "") + name
      guard access(full, F_OK) == 0 else { throw .missing("there is no such file") }
      guard Self.isExecutable(full) else { throw .missing("it is not an executable file") }
      return full
    }
    let folders = (path ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":", omittingEmptySubsequences: false)
    for folder in folders {
      let full = (folder.isEmpty ? "." : String(folder)) + "/" + name
      if Self.isExecutable(full) { return full }
    }
    throw .missing("not found in PATH")
  }

  package static func isExecutable(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
  }
}

/// Why a child could not be started.
enum ChildStartFailure: Error, Sendable, CustomStringConvertible {
  case missing(String)
  case system(String)

  var description: String {
    switch self {
    case .missing(let why): why
    case .system(let why): why
    }
  }
}
