import CZlib

/// Compresses bytes as they come. Not for several threads at once.
final class GzipStream {
  /// Its state points back to it, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// Nil when there is no memory for it.
  init?() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard gzip_start(stream, 6) == Z_OK else {
      stream.deallocate()
      return nil
    }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Appends what is ready to go out; `isLast` ends the stream.
  func compress(_ input: [UInt8], isLast: Bool = false, into output: inout [UInt8]) {
    input.withUnsafeBufferPointer { bytes in
      // zlib reads what it is given; the missing const is an old interface's.
      stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
      stream.pointee.avail_in = UInt32(bytes.count)
      drain(isLast ? Z_FINISH : Z_NO_FLUSH, into: &output)
      stream.pointee.next_in = nil
    }
  }

  private func drain(_ flush: Int32, into output: inout [UInt8]) {
    let size = 32 << 10
    while true {
      var left: UInt32 = 0
      let part = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(size)
        deflate(stream, flush)
        left = stream.pointee.avail_out
        count = size - Int(left)
      }
      output += part
      // Room left over means that it has nothing more to give.
      if left > 0 { return }
    }
  }
}
