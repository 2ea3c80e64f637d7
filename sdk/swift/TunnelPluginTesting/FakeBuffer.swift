/// A buffer of the fake host: its bytes do not move once they were looked at.
final class FakeBuffer {
  private(set) var bytes: UnsafeMutableRawBufferPointer
  private(set) var isFrozen = false
  var references = 1

  init(_ bytes: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)) {
    self.bytes = .allocate(byteCount: bytes.count, alignment: 1)
    self.bytes.copyBytes(from: bytes)
  }

  deinit {
    bytes.deallocate()
  }

  func append(_ more: UnsafeRawBufferPointer) {
    let joined = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + more.count, alignment: 1)
    joined.copyBytes(from: bytes)
    UnsafeMutableRawBufferPointer(rebasing: joined[bytes.count...]).copyBytes(from: more)
    bytes.deallocate()
    bytes = joined
  }

  func freeze() -> UnsafeRawBufferPointer {
    isFrozen = true
    return UnsafeRawBufferPointer(bytes)
  }
}
