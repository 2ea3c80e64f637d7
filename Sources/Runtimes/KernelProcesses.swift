import Glibc

/// Asks `/proc` about processes.
public enum KernelProcesses {
  /// Changes with each start of the machine; nil where the kernel does not tell.
  public static var bootID: String? {
    read("/proc/sys/kernel/random/boot_id").map { $0.filter { !$0.isWhitespace } }
  }

  public static func facts(of pid: Int) -> ProcessFacts {
    guard pid_t(exactly: pid) != nil, pid > 0, let stat = read("/proc/\(pid)/stat") else { return ProcessFacts() }
    // Behind the name in parentheses, which may hold anything: the state is field 3, the start field 22.
    guard let end = stat.lastIndex(of: ")") else { return ProcessFacts() }
    let fields = stat[stat.index(after: end)...].split(separator: " ")
    let hasEnded = ["Z", "X", "x"].contains(fields.first ?? "X")
    let arguments = (read("/proc/\(pid)/cmdline") ?? "").split(separator: "\0").map(String.init)
    return ProcessFacts(
      isAlive: !hasEnded, start: fields.count > 19 ? Int(fields[19]) : nil, arguments: arguments)
  }

  private static func read(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
  }
}
