internal import Glibc
internal import TunnelPluginKit

/// The process of an app server as lines that go in and messages that come out; whoever waits is told of its end, too.
final class AppServerPipe {
  /// What comes out of it by itself, or instead of it.
  enum Word {
    /// A message with a method; a request has an id.
    case message(method: String, envelope: [UInt8])
    case late
    case cancelled
    /// The other descriptor that was watched can be read.
    case input
    /// It is gone, and why.
    case ended(String)
  }

  private static let mostErrorBytes = 8 << 10
  private static let stopMilliseconds: Int64 = 2_000

  /// Messages that were read and that nobody has taken yet, the oldest first.
  var inbox: [[UInt8]] = []
  /// Why it is gone; nil while it is there.
  private(set) var end: String?

  private let child: Child
  private let cancelled: Int32
  private var lines = InputLines(limit: AppServer.longestLine)
  private var errors: [UInt8] = []

  init(_ child: Child, cancelled: Int32) {
    (self.child, self.cancelled) = (child, cancelled)
    _ = fcntl(child.input, F_SETFL, fcntl(child.input, F_GETFL) | O_NONBLOCK)
  }

  /// Once it has ended by itself.
  var exitCode: Int32? { child.exitCode }

  /// Closes its input, and ends it when that does not.
  func stop() {
    child.closeInput()
    let end = MonotonicClock.milliseconds() + Self.stopMilliseconds
    var hasAsked = false
    while !child.reap(), MonotonicClock.milliseconds() < end {
      poll(nil, 0, 10)
      if !hasAsked, end - MonotonicClock.milliseconds() < Self.stopMilliseconds * 3 / 4 {
        child.signal(SIGTERM)
        hasAsked = true
      }
    }
  }

  /// Writes one line. False when it does not read any more; then ``end`` may say why.
  ///
  /// - Throws: it is there and takes nothing.
  func write(line: [UInt8]) throws(CommandFailure) -> Bool {
    var rest = (line + [0x0A])[...]
    let limit = MonotonicClock.milliseconds() + Int64(AppServer.answerMilliseconds)
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(child.input, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
        continue
      }
      guard count < 0, errno == EAGAIN || errno == EINTR else {
        // It has closed its input: what it said last tells why.
        let limit = MonotonicClock.milliseconds() + Self.stopMilliseconds
        while end == nil, MonotonicClock.milliseconds() < limit { _ = wait(until: limit) }
        return false
      }
      guard MonotonicClock.milliseconds() < limit else {
        throw CommandFailure(.codexTimeout, "codex app-server does not read what it is told")
      }
      _ = wait(until: MonotonicClock.milliseconds() + 10)
    }
    return true
  }

  /// Waits for anything once. Nil: something was read.
  func wait(until limit: Int64, watching descriptor: Int32 = -1) -> Word? {
    let left = limit - MonotonicClock.milliseconds()
    guard left > 0 else { return .late }
    var polled = [child.output, child.errors, cancelled, descriptor].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&polled, nfds_t(polled.count), Int32(min(left, 1_000))) > 0 else { return nil }
    if polled[1].revents != 0 { readErrors() }
    if polled[0].revents != 0 { readOutput() }
    if polled[2].revents != 0 { return .cancelled }
    return polled[3].revents != 0 ? .input : nil
  }

  private func readErrors() {
    let bytes = Capture.readSome(child.errors)
    errors += bytes
    if errors.count > Self.mostErrorBytes { errors.removeFirst(errors.count - Self.mostErrorBytes) }
    // At its end poll would come back at once, for ever; the output ends then, too.
    if bytes.isEmpty { poll(nil, 0, 5) }
  }

  private func readOutput() {
    let bytes = Capture.readSome(child.output)
    guard !bytes.isEmpty else { return finish() }
    for line in lines.take(bytes) { received(line) }
  }

  private func received(_ line: [UInt8]) {
    if line.withUnsafeBytes({ JSONSlice($0).kind }) == .object { inbox.append(line) }
  }

  private func finish() {
    let limit = MonotonicClock.milliseconds() + Self.stopMilliseconds
    while !child.reap(), MonotonicClock.milliseconds() < limit { poll(nil, 0, 5) }
    var rest = pollfd(fd: child.errors, events: Int16(POLLIN), revents: 0)
    while poll(&rest, 1, 0) > 0 {
      let bytes = Capture.readSome(child.errors)
      guard !bytes.isEmpty else { break }
      errors += bytes
    }
    let how = child.exitCode.map { "exited with code \($0)" } ?? "was ended by a signal"
    let line = Capture.lastLine(errors)
    end = line.isEmpty ? how : "\(how): \(line)"
  }
}
