import Glibc

/// The symbols that a shared library exports, read from its file without opening it.
enum ELFSymbols {
  /// What the linker adds of its own accord.
  private static let linkers: Set<String> = ["_init", "_fini", "_edata", "_end", "__bss_start"]

  /// Sorted; nil when the file does not say (no section headers).
  static func exported(by path: String) -> [String]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size > 64, status.st_size < 1 << 31 else { return nil }
    let size = Int(status.st_size)
    guard let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED else { return nil }
    defer { munmap(memory, size) }
    return read(UnsafeRawBufferPointer(start: memory, count: size))
  }

  /// Nothing in the file is believed: each offset is checked before it is used.
  private static func read(_ file: UnsafeRawBufferPointer) -> [String]? {
    func number<Number: FixedWidthInteger>(_ offset: UInt64, as type: Number.Type) -> UInt64? {
      guard offset <= UInt64(file.count), UInt64(file.count) - offset >= UInt64(MemoryLayout<Number>.size) else {
        return nil
      }
      return UInt64(file.loadUnaligned(fromByteOffset: Int(offset), as: Number.self))
    }
    // Offsets of the ELF-64 structures (System V ABI, chapter 4).
    guard let sections = number(0x28, as: UInt64.self), let entrySize = number(0x3A, as: UInt16.self),
      let count = number(0x3C, as: UInt16.self), sections > 0, entrySize >= 64
    else { return nil }
    func section(_ index: UInt64) -> (kind: UInt64, offset: UInt64, size: UInt64, link: UInt64)? {
      let (start, isTooFar) = sections.addingReportingOverflow(index * entrySize)
      guard index < count, !isTooFar, start < UInt64(file.count), let kind = number(start + 4, as: UInt32.self),
        let offset = number(start + 0x18, as: UInt64.self), let size = number(start + 0x20, as: UInt64.self),
        let link = number(start + 0x28, as: UInt32.self), offset <= UInt64(file.count),
        size <= UInt64(file.count) - offset
      else { return nil }
      return (kind, offset, size, link)
    }
    let dynamicSymbols: UInt64 = 11
    for index in 0..<count {
      guard let table = section(index), table.kind == dynamicSymbols, let names = section(table.link) else { continue }
      var exported: Set<String> = []
      var symbol = table.offset
      while symbol + 24 <= table.offset + table.size {
        defer { symbol += 24 }
        guard let name = number(symbol, as: UInt32.self), let info = number(symbol + 4, as: UInt8.self),
          let other = number(symbol + 5, as: UInt8.self), let home = number(symbol + 6, as: UInt16.self)
        else { return nil }
        // Defined; global, weak or unique; of default or protected visibility.
        guard home != 0, [1, 2, 10].contains(info >> 4), [0, 3].contains(other & 3), name < names.size else { continue }
        let bytes = file[Int(names.offset + name)..<Int(names.offset + names.size)].prefix { $0 != 0 }
        exported.insert(String(decoding: bytes, as: UTF8.self))
      }
      return exported.subtracting(linkers).filter { !$0.hasPrefix("__gcov_") && !$0.hasPrefix("__llvm_") }.sorted()
    }
    return nil
  }
}
