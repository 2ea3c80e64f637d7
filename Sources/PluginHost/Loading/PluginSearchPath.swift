import Glibc

/// The folders that plugins are looked for in, in order, each with where the folder was named.
public struct PluginSearchPath: Sendable {
  public enum Origin: String, Sendable {
    case flag = "--plugin-path"
    case environment = "TUNNEL_CLIENT_PLUGIN_PATH"
    case profile = "profile"
    case binary = "beside the binary"
  }

  public struct Folder: Sendable {
    public let path: String
    public let origin: Origin
    /// A folder that holds other libraries too (a build folder) offers only files of this prefix.
    let prefix: String
  }

  public let folders: [Folder]

  init(folders: [Folder]) {
    self.folders = folders
  }

  /// - Parameters:
  ///   - flags: Values of `--plugin-path`, each a folder.
  ///   - environment: `TUNNEL_CLIENT_PLUGIN_PATH`: folders separated by colons.
  ///   - profile: Folders that the profile names.
  ///   - binary: The absolute path of the running executable; its release tree's `lib/plugins`, and the folder
  ///     itself for a build tree.
  public init(flags: [String], environment: String?, profile: [String] = [], binary: String) {
    let folder = Self.parent(of: binary)
    let named = (environment ?? "").split(separator: ":").map(String.init)
    folders =
      flags.map { Folder(path: $0, origin: .flag, prefix: "") }
      + named.map { Folder(path: $0, origin: .environment, prefix: "") }
      + profile.map { Folder(path: $0, origin: .profile, prefix: "") }
      + [
        Folder(path: Self.parent(of: folder) + "/lib/plugins", origin: .binary, prefix: ""),
        Folder(path: folder, origin: .binary, prefix: "libTunnelPlugin"),
      ]
  }

  /// Why a file was looked for where it is; nil when it is in none of the folders.
  public func origin(of file: String) -> Origin? {
    folders.first { folder in
      guard let resolved = realpath(folder.path, nil) else { return false }
      defer { free(resolved) }
      return Self.parent(of: file) == String(cString: resolved)
    }?.origin
  }

  private static func parent(of path: String) -> String {
    String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
  }

  /// The plugin files of a folder, sorted by name; empty when there is no such folder.
  static func files(in folder: Folder) -> [String] {
    guard let resolved = realpath(folder.path, nil) else { return [] }
    defer { free(resolved) }
    let path = String(cString: resolved)
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".so"), name.hasPrefix(folder.prefix), !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted().map { path + "/" + $0 }
  }
}
