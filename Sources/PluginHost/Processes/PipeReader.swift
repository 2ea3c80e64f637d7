package import CurlHTTP
import Glibc

/// Reads a pipe on the loop as bytes come, until it ends.
@NetworkLoop
package final class PipeReader {
  private let descriptor: CInt
  private var watch: FileWatch?
  private var receive: (@NetworkLoop (UnsafeRawBufferPointer) -> Void)?
  private var isOpen = true

  /// One buffer for all pipes: what is read is handed on within the same call.
  private static let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)

  package init(_ descriptor: CInt) {
    self.descriptor = descriptor
  }

  /// `receive` gets each piece, and an empty one when the other side has closed.
  package func start(_ receive: @escaping @NetworkLoop (UnsafeRawBufferPointer) -> Void) {
    self.receive = receive
    let watch = NetworkLoop.watch(descriptor) { [weak self] ready in
      if ready.readable { self?.readOnce() }
    }
    watch.wantsRead = true
    self.watch = watch
  }

  /// Reads what is still there without waiting, then closes. After this nothing is received any more.
  package func drain() {
    while isOpen, readOnce() {}
    finish(reporting: false)
  }

  /// Closes at once; what was not read is lost.
  func close() {
    finish(reporting: false)
  }

  /// False when there was nothing to read.
  @discardableResult
  private func readOnce() -> Bool {
    guard isOpen, let base = Self.space.baseAddress else { return false }
    let count = read(descriptor, base, Self.space.count)
    if count > 0 {
      receive?(UnsafeRawBufferPointer(start: base, count: count))
      return true
    }
    if count < 0, errno == EAGAIN || errno == EINTR { return false }
    finish(reporting: true)
    return false
  }

  private func finish(reporting: Bool) {
    guard isOpen else { return }
    isOpen = false
    watch?.end()
    watch = nil
    Glibc.close(descriptor)
    let receive = self.receive
    self.receive = nil
    if reporting { receive?(UnsafeRawBufferPointer(start: nil, count: 0)) }
  }
}
