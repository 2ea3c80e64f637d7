import Glibc

/// Whether a process is the client that answers, and not just anything with its number (operator spec 9.4, W-30).
struct ProcessIdentity: Equatable {
  /// What the kernel says of a number.
  struct Facts: Equatable {
    var isAlive = false
    /// The path of its program; nil when it belongs to somebody else.
    var executable: String?
    /// The name of its program, cut to 15 bytes, which everybody may read.
    var name: String?
    /// Its numbers in the namespaces it is in: a client in a container knows the last one.
    var numbers: [Int] = []
    /// When it started, in clock ticks since boot: two processes with one number differ in this.
    var start: Int?
  }

  /// Why it is not the client; nil when it may be. `program` is the name of the client's program, `answering` the number
  /// that the client that answers says it has, when it says one, and `started` when it says it started.
  static func objection(to pid: Int, _ facts: Facts, program: String, answering: Int?, started: Int? = nil) -> String? {
    guard facts.isAlive else { return "there is no process \(pid)" }
    if var path = facts.executable {
      // Replaced by an update while it runs.
      let deleted = " (deleted)"
      if path.hasSuffix(deleted) { path.removeLast(deleted.count) }
      let name = path.split(separator: "/").last.map(String.init) ?? path
      if name != program, name != "tunnel-client" { return "process \(pid) is \(path), not \(program)" }
    } else if let name = facts.name, name != program.prefix(15), name != "tunnel-client" {
      return "process \(pid) is \(name), not \(program)"
    }
    if let answering, answering != pid, !facts.numbers.contains(answering) {
      return "the client that answers is process \(answering), not \(pid)"
    }
    if let started, let start = facts.start, started != start {
      return "process \(pid) started at another time than the client that answers; the number was used again"
    }
    return nil
  }

  static func facts(of pid: Int) -> Facts {
    var facts = Facts()
    guard let number = pid_t(exactly: pid), number > 0 else { return facts }
    // Somebody else's process is one, too.
    facts.isAlive = kill(number, 0) == 0 || errno == EPERM
    guard facts.isAlive else { return facts }
    facts.executable = SmallFile.target("/proc/\(pid)/exe")
    facts.name = SmallFile.read("/proc/\(pid)/comm")?.split(separator: "\n").first.map(String.init)
    let status = SmallFile.read("/proc/\(pid)/status") ?? ""
    let numbers = status.split(separator: "\n").first { $0.hasPrefix("NSpid:") }
    facts.numbers = (numbers ?? "").split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    facts.start = SmallFile.read("/proc/\(pid)/stat").flatMap(start)
    return facts
  }

  /// Field 22; behind the name in parentheses, which may hold anything.
  private static func start(_ stat: String) -> Int? {
    guard let end = stat.lastIndex(of: ")") else { return nil }
    let fields = stat[stat.index(after: end)...].split(separator: " ")
    return fields.count > 19 ? Int(fields[19]) : nil
  }

  /// Of a PID file; nil when there is none in it.
  static func pid(inFile path: String) -> Int? {
    SmallFile.read(path)?.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
  }
}
