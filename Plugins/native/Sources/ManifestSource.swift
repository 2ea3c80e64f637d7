internal import Glibc
internal import TunnelPluginKit

/// Where a manifest comes from: a file, or the configuration itself.
enum ManifestSource {
  static let largestFile = 1 << 20

  /// The manifest of a binding's configuration: `{"manifest": "/path.json"}`, or its members written there.
  static func manifest(of configuration: UnsafeRawBufferPointer) throws(PluginError) -> Manifest {
    let object = JSONSlice(configuration)
    guard let path = object["manifest"], path.kind != .null else {
      return try ManifestReader(folder: nil).manifest(object)
    }
    guard object.members.count == 1 else {
      throw .configuration("manifest", "names a file that holds all the rest; leave out the other keys")
    }
    guard let path = path.string, !path.isEmpty, !path.utf8.contains(0) else {
      throw .configuration("manifest", "must be the path of a JSON file")
    }
    return try manifest(ofFile: path)
  }

  /// The manifest of a file, whose path is absolute or relative to the working directory. Errors have the path in front.
  static func manifest(ofFile path: String) throws(PluginError) -> Manifest {
    guard let resolved = realpath(path, nil) else {
      throw .configuration("manifest", "\(path): \(String(cString: strerror(errno)))")
    }
    defer { free(resolved) }
    let file = String(cString: resolved)
    let bytes = try read(file)
    do throws(PluginError) {
      return try bytes.withUnsafeBytes { bytes in
        Result { () throws(PluginError) in
          guard JSONStringWalk.visit(bytes, { _, _ in }) else { throw PluginError(.invalid, "is not valid JSON") }
          let folder = String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
          return try ManifestReader(folder: folder).manifest(JSONSlice(bytes))
        }
      }.get()
    } catch {
      throw PluginError(error.status, "\(file): \(error.message)")
    }
  }

  private static func read(_ path: String) throws(PluginError) -> [UInt8] {
    // A FIFO does not hold up the start.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .configuration("manifest", "\(path): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .configuration("manifest", "\(path): is no file")
    }
    guard status.st_mode & S_IWOTH == 0 else {
      throw .configuration("manifest", "\(path): every user of this machine may write to it; chmod o-w it")
    }
    guard status.st_size <= largestFile else {
      throw .configuration("manifest", "\(path): has more than \(largestFile) bytes")
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
      }
      guard count > 0 else { break }
      filled += count
    }
    return Array(bytes.prefix(filled))
  }
}
