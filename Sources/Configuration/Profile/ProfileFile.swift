import Glibc

/// Reads configuration files.
public enum ProfileFile {
  private static let longest = 1 << 20

  /// - Throws: why the file cannot be read. What is wrong inside is in ``Profile/problems``.
  public static func read(_ path: String) throws(ConfigurationProblem) -> Profile {
    ProfileReader.read(try bytes(of: path), path: path)
  }

  /// The text of a configuration file.
  public static func bytes(of path: String) throws(ConfigurationProblem) -> [UInt8] {
    let failure = { (why: String, fix: String) in
      ConfigurationProblem(source: .file(path), message: "cannot be read: \(why)", fix: fix)
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let isMissing = errno == ENOENT
      throw failure(
        String(cString: strerror(errno)),
        isMissing ? "see `tunnel-client profiles list`, or make one with `tunnel-client init`" : "check its permissions"
      )
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count <= longest {
      let count = Glibc.read(descriptor, &piece, piece.count)
      guard count >= 0 else { throw failure(String(cString: strerror(errno)), "check the path") }
      if count == 0 { return bytes }
      bytes += piece.prefix(count)
    }
    throw failure("longer than \(longest) bytes", "a profile is a page of text")
  }
}
