import Glibc

/// The first bytes of a file, enough to tell a shared library for this machine from anything else before the dynamic
/// loader, which would run its initialisers, sees it.
enum ELFHeader {
  /// Offsets and values of the ELF-64 header (System V ABI, chapter 4).
  private static let length = 20
  private static let sharedObject: UInt16 = 3
  #if arch(x86_64)
    private static let machine: UInt16 = 62
  #elseif arch(arm64)
    private static let machine: UInt16 = 183
  #endif

  static func check(path: String) throws(PluginLoadFailure.Reason) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: length)
    let count = read(descriptor, &bytes, length)
    guard count >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    guard count == length, bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { throw .notShared("not an ELF file") }
    guard bytes[4] == 2, bytes[5] == 1 else { throw .notShared("not 64-bit little-endian") }
    let type = UInt16(bytes[16]) | UInt16(bytes[17]) << 8
    guard type == sharedObject else { throw .notShared("an ELF file, but no shared object") }
    let found = UInt16(bytes[18]) | UInt16(bytes[19]) << 8
    guard found == machine else { throw .notShared("built for another processor (ELF machine \(found))") }
  }
}
