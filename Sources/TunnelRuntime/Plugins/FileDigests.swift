import PluginHost

/// The SHA-256 of files, each computed once: libraries do not change while they are open.
actor FileDigests {
  private var known: [String: String] = [:]

  /// Nil when the file cannot be read.
  func digest(of path: String) -> String? {
    if let digest = known[path] { return digest }
    let digest = try? SHA256.ofFile(path)
    known[path] = digest
    return digest
  }
}
