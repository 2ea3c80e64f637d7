import Glibc

/// The private folders of plugins: `<root>/<plugin id>`, each of mode 0700.
///
/// A plugin never says a name: nothing that it does leads out of its folder by way of the host. Neither the root nor the
/// folder may be a link, or somebody else's, or open to others.
enum StateFolder {
  /// Why there is no folder, for a person.
  struct Unusable: Error, CustomStringConvertible {
    let description: String
  }

  /// The absolute path of a plugin's folder, made with all that leads to it when it is not there.
  static func make(for pluginID: String, in root: String?) throws(Unusable) -> String {
    guard let root else {
      throw Unusable(description: "there is no folder for the state of plugins; set TUNNEL_CLIENT_STATE_DIR or HOME")
    }
    // An id has no slash, but it may consist of dots.
    guard PluginDescriptor.isWellFormed(id: pluginID), !pluginID.hasPrefix(".") else {
      throw Unusable(description: "\"\(LogText.printable(pluginID.utf8))\" is no name for a folder")
    }
    guard root.hasPrefix("/") else { throw Unusable(description: "\(root) is not an absolute path") }
    try makeParents(of: root)
    try claim(root)
    let folder = "\(root)/\(pluginID)"
    try claim(folder)
    return folder
  }

  private static func makeParents(of path: String) throws(Unusable) {
    var parent = ""
    for part in path.split(separator: "/").dropLast() {
      parent += "/\(part)"
      guard mkdir(parent, 0o700) == 0 || errno == EEXIST else { throw failure(parent) }
    }
  }

  private static func claim(_ path: String) throws(Unusable) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure(path) }
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else {
      guard errno == ELOOP || errno == ENOTDIR else { throw failure(path) }
      throw Unusable(
        description: "\(path) is no folder, or a link to one; plugins keep their state in real folders only")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path) }
    guard status.st_uid == geteuid() else { throw Unusable(description: "\(path) belongs to another user") }
    guard status.st_mode & 0o077 == 0 else {
      throw Unusable(description: "\(path) is open to others; run: chmod 700 \(path)")
    }
  }

  private static func failure(_ path: String) -> Unusable {
    Unusable(description: "\(path): \(String(cString: strerror(errno)))")
  }
}
