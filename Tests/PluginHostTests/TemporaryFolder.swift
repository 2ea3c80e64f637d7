import Glibc

/// A folder that is gone when the test is.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/tunnel-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw TemporaryFolderFailure() }
    path = String(cString: made)
  }

  deinit { _ = system("rm -rf '\(path)'") }

  @discardableResult
  func link(_ file: String, as name: String) -> String {
    symlink(file, "\(path)/\(name)")
    return "\(path)/\(name)"
  }

  @discardableResult
  func write(_ text: String, as name: String, executable: Bool = false) -> String {
    let file = fopen("\(path)/\(name)", "w")
    fputs(text, file)
    if let file { fclose(file) }
    chmod("\(path)/\(name)", executable ? 0o755 : 0o644)
    return "\(path)/\(name)"
  }
}

struct TemporaryFolderFailure: Error {}
