import CurlHTTP
import Glibc
import NIOCore

/// One end of the socket between the tunnel's process and a plugin's: whole frames in, whole frames out.
@NetworkLoop
final class FrameSocket {
  private let reader: PipeReader
  private let writer: PipeWriter
  private var frames = FrameReader()

  /// What may wait is bounded here for what can be done without, and by the number of exchanges for all else.
  static let dispensableLimit = 16 << 20
  static let limit = 128 << 20

  /// Takes the descriptor over. Nil, with errno, when it cannot be doubled; it is closed then.
  init?(_ descriptor: CInt) {
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    // Reader and writer close what they have; each has its own.
    let second = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    guard second >= 0 else {
      Glibc.close(descriptor)
      return nil
    }
    reader = PipeReader(descriptor)
    writer = PipeWriter(second, limit: .max)
  }

  /// `receive` gets each frame until it returns false; `end`: the other side has closed (nil), or has sent what cannot
  /// be read.
  func start(
    receive: @escaping @NetworkLoop (ByteBuffer) -> Bool, end: @escaping @NetworkLoop (WireError?) -> Void
  ) {
    reader.start { [unowned self] data in
      guard !data.isEmpty else { return end(nil) }
      frames.append(data)
      do throws(WireError) {
        while let frame = try frames.next() {
          guard receive(frame) else { return reader.close() }
        }
      } catch {
        reader.close()
        end(error)
      }
    }
  }

  /// How much has been sent and not taken, in bytes.
  var waiting: Int { writer.waiting }

  /// Sends a frame behind those that wait. False: there is no room for it, or it is too long for any reader.
  @discardableResult
  func send(_ frame: [ByteBuffer], limit: Int = .max) -> Bool {
    let count = frame.reduce(0) { $0 + $1.readableBytes }
    guard count > 0, waiting == 0 || waiting + count <= limit else { return false }
    guard case .reserved = writer.reserve(count) else { return false }
    for part in frame { writer.write(part) }
    return true
  }

  /// Receives what is still there without waiting, then closes.
  func drain() {
    reader.drain()
    close()
  }

  func close() {
    reader.close()
    writer.close()
  }
}
