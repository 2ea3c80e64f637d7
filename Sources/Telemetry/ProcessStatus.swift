import Glibc

/// What the kernel says about this process, read from `/proc` when asked.
public enum ProcessStatus {
  /// User and system time in seconds.
  static var cpuSeconds: Double? {
    var time = timespec()
    guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  static var virtualBytes: Double? { pages(field: 0) }

  /// Resident memory in bytes; nil when the kernel does not say.
  public static var residentMemory: Int? { residentBytes.map { Int($0) } }

  static var residentBytes: Double? { pages(field: 1) }

  static var openDescriptors: Double? {
    guard let folder = opendir("/proc/self/fd") else { return nil }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    // Without `.`, `..` and the descriptor that reads the folder.
    return Double(count - 3)
  }

  static var maxDescriptors: Double? {
    guard let limit = softDescriptorLimit else { return nil }
    return limit == UInt.max ? .infinity : Double(limit)
  }

  /// How many descriptors the process may have open; nil when there is no end or it is not known.
  public static var descriptorLimit: Int? { softDescriptorLimit.flatMap { Int(exactly: $0) } }

  private static var softDescriptorLimit: UInt? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
    return limit.rlim_cur
  }

  /// Seconds since 1970 at which the process started (proc(5): field 22 of stat, in clock ticks since boot).
  static func startTime() -> Double? {
    guard let stat = contents(of: "/proc/self/stat"), let name = stat.lastIndex(of: ")") else { return nil }
    // The first field after the name is the third.
    let fields = stat[stat.index(after: name)...].split(separator: " ")
    guard fields.count > 19, let ticks = Double(fields[19]),
      let boot = contents(of: "/proc/stat")?.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
      let bootTime = Double(boot.dropFirst("btime ".count))
    else { return nil }
    return bootTime + ticks / Double(sysconf(CInt(_SC_CLK_TCK)))
  }

  private static func pages(field: Int) -> Double? {
    guard let fields = contents(of: "/proc/self/statm")?.split(separator: " "), fields.count > field,
      let pages = Double(fields[field])
    else { return nil }
    return pages * Double(sysconf(CInt(_SC_PAGESIZE)))
  }

  private static func contents(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
