internal import Glibc
internal import TunnelPluginKit
internal import TunnelPluginMCP

/// A call of a tool whose program runs.
final class RunningCall {
  /// The raw token of the request.
  let id: [UInt8]
  let era: ProtocolEra
  let finish: (Capture) -> [UInt8]
  let child: Child
  /// Nobody waits for its answer any more; it is let end in peace all the same.
  var isForgotten = false
  private let end: Int64
  private var capture = Capture()
  private(set) var open: [Int32]

  private static let mostBytes = 4 << 20

  /// `finish` makes the response of what the program printed.
  init(
    id: [UInt8], era: ProtocolEra, child: Child, seconds: Int64, finish: @escaping (Capture) -> [UInt8]
  ) {
    (self.id, self.era, self.child, self.finish) = (id, era, child, finish)
    child.closeInput()
    open = [child.output, child.errors]
    end = MonotonicClock.milliseconds() + seconds * 1_000
  }

  /// Milliseconds that a wait may take.
  var patience: Int64 { open.isEmpty ? 10 : max(end - MonotonicClock.milliseconds(), 0) }

  func read(_ descriptor: Int32) {
    let bytes = Capture.readSome(descriptor)
    if bytes.isEmpty { open.removeAll { $0 == descriptor } }
    if descriptor == child.output, capture.output.count < Self.mostBytes { capture.output += bytes }
    if descriptor == child.errors, capture.errors.count < Self.mostBytes { capture.errors += bytes }
  }

  /// What it printed, once it is over.
  func result() -> Capture? {
    // A daemon that it started may hold the pipes: what it wrote before its end is in them already.
    let isOver = child.reap()
    if isOver { for descriptor in open where Self.isReadable(descriptor) { read(descriptor) } }
    capture.isLate = !isOver && MonotonicClock.milliseconds() >= end
    guard isOver || capture.isLate else { return nil }
    capture.exitCode = child.exitCode
    return capture
  }

  private static func isReadable(_ descriptor: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) > 0 && entry.revents & Int16(POLLIN) != 0
  }
}
