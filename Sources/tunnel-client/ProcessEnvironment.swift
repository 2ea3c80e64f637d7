import Glibc

/// What the process was started with.
enum ProcessEnvironment {
  static let current: [String: String] = {
    // `/proc` instead of `environ`, a C global that Swift 6 refuses.
    guard let text = readFile("/proc/self/environ") else { return [:] }
    var result: [String: String] = [:]
    for entry in text.split(separator: 0) {
      let line = String(decoding: entry, as: UTF8.self)
      guard let equals = line.firstIndex(of: "=") else { continue }
      result[String(line[..<equals])] = String(line[line.index(after: equals)...])
    }
    return result
  }()

  /// The absolute path of the running program, links resolved.
  static let executable: String = {
    guard let path = realpath("/proc/self/exe", nil) else { return CommandLine.arguments.first ?? "tunnel-client" }
    defer { free(path) }
    return String(cString: path)
  }()

  private static func readFile(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = read(descriptor, &part, part.count)
      guard count > 0 else { return bytes }
      bytes += part[..<count]
    }
  }
}
