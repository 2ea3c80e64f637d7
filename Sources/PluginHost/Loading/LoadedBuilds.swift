import CPipes
import Glibc
import Synchronization

/// Under which name the dynamic loader is asked for a file, so that a new build of it is loaded beside the one that is in
/// use.
///
/// The loader remembers libraries by name, and by file. A file that was replaced (another inode) is therefore asked for
/// under another name in the same folder (`/plugins/./x.so`), so that `$ORIGIN` stays what it is. One that was written over
/// is copied into memory: the first build is mapped from that very file.
final class LoadedBuilds: Sendable {
  static let shared = LoadedBuilds()

  private struct Build {
    let identity: FileIdentity
    let name: String
  }

  /// By path.
  private let known = Mutex<[String: [Build]]>([:])

  /// The same name for the same build, always.
  ///
  /// - Throws: why a file that was written over cannot be copied.
  func name(for path: String) throws(PluginLoadFailure.Reason) -> String {
    guard let identity = FileIdentity(path) else { return path }
    return try known.withLock { known throws(PluginLoadFailure.Reason) in
      let builds = known[path] ?? []
      if let build = builds.first(where: { $0.identity == identity }) { return build.name }
      let name: String
      if builds.isEmpty {
        name = path
      } else if builds.contains(where: { $0.identity.isSameFile(as: identity) }) {
        name = try Self.copy(of: path)
      } else {
        name = Self.alias(of: path, number: builds.count)
      }
      known[path] = builds + [Build(identity: identity, name: name)]
      return name
    }
  }

  static func alias(of path: String, number: Int) -> String {
    let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    return path[..<start] + String(repeating: "./", count: number) + path[start...]
  }

  /// The descriptor stays open: the name is that of the loaded library.
  private static func copy(of path: String) throws(PluginLoadFailure.Reason) -> String {
    let source = open(path, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    defer { close(source) }
    let copy = tunnel_memory_file("tunnel-client-plugin")
    guard copy >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    while true {
      let count = sendfile(copy, source, nil, 1 << 20)
      if count == 0 { return "/proc/self/fd/\(copy)" }
      guard count > 0 else {
        let reason = String(cString: strerror(errno))
        close(copy)
        throw .unreadable(reason)
      }
    }
  }
}
