import NIOCore
import RawJSON

extension ByteBuffer {
  /// A slice by offsets from the reader index, sharing the storage.
  func slice(_ range: Range<Int>) -> ByteBuffer {
    getSlice(at: readerIndex + range.lowerBound, length: range.count) ?? ByteBuffer()
  }

  /// `withUnsafeReadableBytes` for a body with a typed error.
  func slicing<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeReadableBytes { bytes in
      Swift.Result { () throws(Failure) in try body(bytes) }
    }.get()
  }

  /// The string at a JSON Pointer; nil when there is none, or the text is malformed up to there.
  func jsonString(at pointer: String) -> String? {
    withUnsafeReadableBytes { string(at: pointer, in: $0) }
  }
}
