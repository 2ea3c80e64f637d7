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
  }

  /// Why it is not the client; nil when it may be. `program` is the name of the client's program, `answering` the number
  /// that the client that answers says it has, when it says one.
  static func objection(to pid: Int, _ facts: Facts, program: String, answering: Int?) -> String? {
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
    return facts
  }

  /// Of a PID file; nil when there is none in it.
  static func pid(inFile path: String) -> Int? {
    SmallFile.read(path)?.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
  }
}
