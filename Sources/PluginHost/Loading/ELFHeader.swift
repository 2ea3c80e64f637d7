import Glibc

/// The first bytes of a file, enough to tell a shared library for this machine from anything else before the dynamic
/// loader, which would run its initialisers, sees it.
enum ELFHeader {
  /// Offsets, sizes and values of the ELF-64 structures (System V ABI, chapters 4 and 5).
  private static let length = 64
  private static let segmentLength = 56
  private static let loadable: UInt64 = 1
  private static let sharedObject: UInt64 = 3
  #if arch(x86_64)
    private static let machine: UInt64 = 62
  #elseif arch(arm64)
    private static let machine: UInt64 = 183
  #endif

  static func check(path: String) throws(PluginLoadFailure.Reason) {
    // A pipe of that name would keep us waiting for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(String(cString: strerror(errno))) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .unreadable(String(cString: strerror(EISDIR))) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable("it is no file") }
    let header = try bytes(length, at: 0, of: descriptor)
    guard header.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { throw .notShared("not an ELF file") }
    guard header.count == length else { throw .notShared("it is cut off") }
    guard header[4] == 2, header[5] == 1 else { throw .notShared("not 64-bit little-endian") }
    guard number(header, 16, 2) == sharedObject else { throw .notShared("an ELF file, but no shared object") }
    let found = number(header, 18, 2)
    guard found == machine else { throw .notShared("built for another processor (ELF machine \(found))") }
    try checkSegments(header, of: descriptor, size: UInt64(status.st_size))
  }

  /// The loader maps what is missing from a file that was copied in part, and the process dies of it.
  private static func checkSegments(
    _ header: [UInt8], of descriptor: CInt, size: UInt64
  ) throws(PluginLoadFailure.Reason) {
    let table = number(header, 0x20, 8)
    let entry = Int(number(header, 0x36, 2))
    guard entry >= segmentLength, table <= size else { throw .notShared("it is cut off") }
    let segments = try bytes(Int(number(header, 0x38, 2)) * entry, at: off_t(table), of: descriptor)
    for start in stride(from: 0, through: segments.count - segmentLength, by: entry)
    where number(segments, start, 4) == loadable {
      let (end, isTooFar) = number(segments, start + 8, 8).addingReportingOverflow(number(segments, start + 32, 8))
      guard !isTooFar, end <= size else { throw .notShared("it is cut off: \(size) bytes are there, of \(end)") }
    }
  }

  private static func bytes(
    _ count: Int, at offset: off_t, of descriptor: CInt
  ) throws(PluginLoadFailure.Reason) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let found = pread(descriptor, &bytes, count, offset)
    guard found >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    return Array(bytes[..<found])
  }

  private static func number(_ bytes: [UInt8], _ offset: Int, _ width: Int) -> UInt64 {
    bytes[offset..<offset + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
