import NIOCore

/// Cuts the bytes of a stream into frames: four bytes of length, little-endian, then so many bytes, the first of which
/// is the kind. Pure; a length is judged before anything is kept for it.
struct FrameReader {
  /// A message of the largest size, its headers and the rest.
  static let longest = ExchangeTable.messageLimit + (2 << 20)

  private var pending = ByteBuffer()

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    if pending.readerIndex > pending.readableBytes { pending.discardReadBytes() }
    pending.writeBytes(bytes)
  }

  /// The next whole frame without its length; nil: more has to come.
  mutating func next() throws(WireError) -> ByteBuffer? {
    guard let length = pending.getInteger(at: pending.readerIndex, endianness: .little, as: UInt32.self) else {
      return nil
    }
    guard length > 0 else { throw .truncated }
    guard length <= Self.longest else { throw .tooLong(Int(length)) }
    guard pending.readableBytes >= 4 + Int(length) else { return nil }
    pending.moveReaderIndex(forwardBy: 4)
    let frame = pending.readSlice(length: Int(length))
    // Frames share the storage: the next bytes go into another.
    if pending.readableBytes == 0 { pending = ByteBuffer() }
    return frame
  }
}
