import Glibc
import Operator

/// Which process this is, for whoever has only a number (W-30).
enum OwnProcess {
  static let facts = StatusSnapshot.Process(pid: Int(getpid()), start: start)

  /// Field 22 of `/proc/self/stat`; behind the name in parentheses, which may hold anything.
  private static var start: Int? {
    let descriptor = open("/proc/self/stat", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    guard count > 0, let end = bytes[..<count].lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = bytes[bytes.index(after: end)..<count].split(separator: UInt8(ascii: " "))
    return fields.count > 19 ? Int(String(decoding: fields[19], as: UTF8.self)) : nil
  }
}
