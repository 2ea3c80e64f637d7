import PluginHost
import Trust

/// The SHA-256 of files, each computed once for each time that it was loaded.
actor FileDigests {
  private struct Build: Hashable {
    let path: String
    let reloads: Int
  }

  private var known: [Build: String] = [:]

  /// Nil when the file cannot be read.
  func digest(of path: String, reloads: Int) -> String? {
    let build = Build(path: path, reloads: reloads)
    if let digest = known[build] { return digest }
    let digest = try? SHA256.ofFile(path)
    known[build] = digest
    return digest
  }
}
