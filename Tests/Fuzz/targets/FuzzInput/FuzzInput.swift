import CLibFuzzer

/// The bytes of one run, in memory of exactly their size: the address sanitizer sees a read past any chunk's end.
public struct FuzzInput: ~Copyable {
  public let bytes: UnsafeRawBufferPointer

  public init(_ start: UnsafeRawPointer?, _ count: Int) {
    self.init(UnsafeRawBufferPointer(start: start, count: count))
  }

  public init(_ source: UnsafeRawBufferPointer) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 1)
    copy.copyMemory(from: source)
    bytes = UnsafeRawBufferPointer(copy)
  }

  deinit { bytes.deallocate() }

  /// Chunk sizes that the input's first byte decides: whole, byte by byte, or something between that depends on it.
  public static func chunks(of bytes: UnsafeRawBufferPointer, by seed: UInt8) -> [Range<Int>] {
    var state = UInt32(seed) &* 2_654_435_761 &+ 1
    var chunks: [Range<Int>] = []
    var start = 0
    while start < bytes.count {
      state = state &* 1_664_525 &+ 1_013_904_223
      let size = seed == 0 ? bytes.count : seed == 1 ? 1 : Int(state >> 16) % (Int(seed) + 1)
      let end = min(bytes.count, start + size)
      chunks.append(start..<end)
      start = end
    }
    return chunks
  }
}

/// Hands the program over to libFuzzer, which calls its `LLVMFuzzerTestOneInput`.
public func runFuzzer() -> Int32 {
  var count = CommandLine.argc
  var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
  return LLVMFuzzerRunDriver(&count, &arguments, LLVMFuzzerTestOneInput)
}
