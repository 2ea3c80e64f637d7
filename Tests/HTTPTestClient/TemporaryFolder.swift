import Glibc

/// A folder of its own for a test, removed with everything in it when the test is over.
public final class TemporaryFolder: Sendable {
  /// Where it is.
  public let path: String

  /// Makes the folder.
  public init() {
    path = "/tmp/tunnel-test-\(UInt64.random(in: 0 ... .max))"
    mkdir(path, 0o700)
  }

  deinit { Self.removeAll(at: path) }

  private static func removeAll(at path: String) {
    if let folder = opendir(path) {
      var names: [String] = []
      while let entry = readdir(folder) {
        names.append(
          withUnsafePointer(to: &entry.pointee.d_name) {
            String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
          })
      }
      closedir(folder)
      for name in names where name != "." && name != ".." { removeAll(at: "\(path)/\(name)") }
    }
    remove(path)
  }
}
