internal import Glibc
internal import TunnelPluginKit

/// Runs a program to its end and keeps what it printed.
struct Capture {
  /// Nil: a signal ended it, ours when it took too long.
  var exitCode: Int32?
  var output: [UInt8] = []
  var errors: [UInt8] = []
  var isLate = false
  var isCancelled = false

  private static let most = 4 << 20

  /// Without input. After `seconds` it is ended, and when `cancelled` can be read, unless that is negative. Throws when it
  /// could not be started.
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String], seconds: Int64, cancelled: Int32 = -1
  ) throws(CommandFailure) -> Capture {
    let child = try Child(program: program, arguments: arguments, environment: environment)
    child.closeInput()
    var capture = Capture()
    let end = MonotonicClock.milliseconds() + seconds * 1_000
    var open = [child.output, child.errors]
    while !open.isEmpty || !child.reap() {
      let left = end - MonotonicClock.milliseconds()
      guard left > 0 else {
        capture.isLate = true
        break
      }
      var polled = (open + [cancelled]).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      // Nothing tells when a child ends that has closed its output before: look again soon.
      guard poll(&polled, nfds_t(polled.count), Int32(open.isEmpty ? min(left, 10) : min(left, 1_000))) >= 0 else {
        continue
      }
      if polled.last?.revents != 0 {
        capture.isCancelled = true
        break
      }
      for entry in polled.dropLast() where entry.revents != 0 {
        let bytes = readSome(entry.fd)
        if bytes.isEmpty { open.removeAll { $0 == entry.fd } }
        if entry.fd == child.output, capture.output.count < most { capture.output += bytes }
        if entry.fd == child.errors, capture.errors.count < most { capture.errors += bytes }
      }
      // A grandchild may hold the pipes.
      if child.reap(), polled.dropLast().allSatisfy({ $0.revents == 0 }) { break }
    }
    capture.exitCode = child.exitCode
    return capture
  }

  /// Empty at the end of the file.
  static func readSome(_ descriptor: Int32) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
      var result = read(descriptor, buffer.baseAddress, buffer.count)
      while result < 0, errno == EINTR { result = read(descriptor, buffer.baseAddress, buffer.count) }
      count = max(result, 0)
    }
  }

  var text: String { String(decoding: output, as: UTF8.self) }

  /// The last line that says something; empty without one.
  static func lastLine(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      .last { $0.contains { !$0.isWhitespace } }.map { String($0.filter { !$0.isWhitespace || $0 == " " }) } ?? ""
  }
}
