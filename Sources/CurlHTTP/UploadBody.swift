import CCurl
import NIOCore

/// The body of a request on its way into libcurl.
///
/// A small body is one contiguous block, so that head and body leave in one `send`; a large one stays in its
/// segments and is copied once, by libcurl asking for it.
@NetworkLoop
struct UploadBody {
  enum Shape {
    case none
    case contiguous(UnsafeRawPointer, count: Int)
    case segments(count: Int)
    case streamed

    /// libcurl asks for it, piece by piece.
    var isPulled: Bool {
      switch self {
      case .none, .contiguous: false
      case .segments, .streamed: true
      }
    }
  }

  /// libcurl sends a body up to this size together with the head.
  private static let joinLimit = 64 << 10

  private var segments: [ByteBuffer] = []
  private var next = 0
  private var isStreamed = false
  private var ended = true
  private var starved = false
  private var total = 0
  /// Keeps the block of `.contiguous` where it is for as long as this value lives.
  private var pinned: (storage: Unmanaged<AnyObject>, pointer: UnsafeRawPointer)?
  private var pin: AnyObject?

  init(_ body: HTTPRequest.Body) {
    switch body {
    case .none: break
    case .segments(let buffers):
      segments = buffers
      total = buffers.reduce(0) { $0 + $1.readableBytes }
      if total <= Self.joinLimit { joinAndPin() }
    case .streamed:
      isStreamed = true
      ended = false
    }
  }

  private mutating func joinAndPin() {
    guard var joined = segments.first else { return }
    if segments.count > 1 {
      joined.reserveCapacity(total)
      for segment in segments.dropFirst() { joined.writeImmutableBuffer(segment) }
    }
    segments = [joined]
    joined.withUnsafeReadableBytesWithStorageManagement { bytes, storage in
      guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
      pinned = (storage, base)
      pin = storage.takeUnretainedValue()
    }
  }

  var shape: Shape {
    if isStreamed { return .streamed }
    if let pinned { return .contiguous(pinned.pointer, count: total) }
    return total == 0 ? .none : .segments(count: total)
  }

  var waitingBytes: Int {
    segments[min(next, segments.count)...].reduce(0) { $0 + $1.readableBytes }
  }

  /// Adds to a streamed body. True when libcurl had found nothing to send and must be woken.
  mutating func append(_ bytes: ByteBuffer, end: Bool) -> Bool {
    guard isStreamed, !ended else { return false }
    if next == segments.count {
      segments.removeAll(keepingCapacity: true)
      next = 0
    }
    if bytes.readableBytes > 0 { segments.append(bytes) }
    ended = end
    defer { starved = false }
    return starved
  }

  /// What libcurl's read function returns: a count, 0 at the end, or "pause" when more will come.
  mutating func read(into space: UnsafeMutableRawBufferPointer) -> Int {
    var filled = 0
    while filled < space.count, next < segments.count {
      let part = min(segments[next].readableBytes, space.count - filled)
      segments[next].readWithUnsafeReadableBytes { bytes in
        UnsafeMutableRawBufferPointer(rebasing: space[filled...]).copyMemory(from: .init(rebasing: bytes[..<part]))
        return part
      }
      filled += part
      if segments[next].readableBytes == 0 { next += 1 }
    }
    if filled == 0, !ended {
      starved = true
      return tc_readfunc_pause
    }
    return filled
  }
}
