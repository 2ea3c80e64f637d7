import CZlib

/// What is in an archive that ``SupportBundle`` made, read from front to back.
public struct BundleContents: Sendable {
  /// A file of the archive.
  public struct File: Sendable, Equatable {
    /// As the archive has it.
    public let name: String
    /// In bytes, unpacked.
    public let size: Int
  }

  /// In the order of the archive.
  public private(set) var files: [File] = []

  private var header: [UInt8] = []
  /// Bytes of a file and its padding that are still to come.
  private var left = 0

  /// Nil when the archive is damaged or not whole.
  public init?(archive: [UInt8]) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    guard gunzip_start(stream) == Z_OK else { return nil }
    defer { inflateEnd(stream) }
    let isWhole = archive.withUnsafeBufferPointer { bytes in
      stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
      stream.pointee.avail_in = UInt32(clamping: bytes.count)
      return unpack(stream)
    }
    guard isWhole, left == 0, !files.isEmpty else { return nil }
  }

  private mutating func unpack(_ stream: UnsafeMutablePointer<z_stream>) -> Bool {
    var part = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let (status, count) = part.withUnsafeMutableBufferPointer { buffer in
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(buffer.count)
        let status = inflate(stream, Z_NO_FLUSH)
        return (status, buffer.count - Int(stream.pointee.avail_out))
      }
      read(part[..<count])
      if status == Z_STREAM_END { return true }
      guard status == Z_OK, count > 0 || stream.pointee.avail_in > 0 else { return false }
    }
  }

  private mutating func read(_ bytes: ArraySlice<UInt8>) {
    var bytes = bytes
    while !bytes.isEmpty {
      if left > 0 {
        let count = min(left, bytes.count)
        left -= count
        bytes = bytes.dropFirst(count)
      } else {
        let count = min(TarHeader.blockSize - header.count, bytes.count)
        header += bytes.prefix(count)
        bytes = bytes.dropFirst(count)
        if header.count == TarHeader.blockSize { begin() }
      }
    }
  }

  private mutating func begin() {
    defer { header = [] }
    let name = String(decoding: header[..<100].prefix { $0 != 0 }, as: UTF8.self)
    guard !name.isEmpty, let size = Int(String(decoding: header[124..<135], as: UTF8.self), radix: 8) else { return }
    files.append(File(name: name, size: size))
    left = (size + TarHeader.blockSize - 1) / TarHeader.blockSize * TarHeader.blockSize
  }
}
