import Glibc
import Synchronization

/// Where records go: a file descriptor, written a whole line at a time from any thread. Nothing is kept back, so nothing
/// is lost at the end of the process.
///
/// A reader of a pipe or a terminal that stops reading loses records; it does not stop the process, whose threads all
/// write here.
public final class LogSink: Sendable {
  private struct Target {
    var descriptor: CInt
    /// How large the file is; 0 for what is no regular file.
    var size = 0
    /// When it was last seen that the file is still at its path, in seconds.
    var seenAt = 0
    /// The last line stopped in the middle.
    var isTorn = false
    var lost = Loss(count: 0, reason: 0)
    /// Whether a write may have to wait for a reader.
    var mayStall: Bool
    /// It had to, and nobody came: until somebody reads, nothing waits any more.
    var isStalled = false

    init(descriptor: CInt, size: Int = 0) {
      self.descriptor = descriptor
      self.size = size
      var status = stat()
      mayStall = fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFREG
    }

    mutating func replace(with descriptor: CInt, size: Int) {
      close(self.descriptor)
      let lost = lost
      self = Target(descriptor: descriptor, size: size)
      self.lost = lost
    }
  }

  /// How long one record waits for a reader, in milliseconds, and the most bytes that a pipe takes without waiting once it
  /// says that it takes any.
  private static let patience: CInt = 200
  private static let piece = 4096

  /// Lines that were not taken, and the system's number for the last reason.
  struct Loss: Equatable {
    var count: Int
    var reason: CInt
  }

  private let target: Mutex<Target>
  /// Nil for a stream of the process.
  private let file: LogFile?

  public static let standardOutput = LogSink(descriptor: STDOUT_FILENO)
  public static let standardError = LogSink(descriptor: STDERR_FILENO)

  private init(descriptor: CInt) {
    target = Mutex(Target(descriptor: descriptor))
    file = nil
  }

  /// Opens a file for appending, made with mode 0600, and rotates it (W-48).
  ///
  /// - Throws: the reason in the system's words.
  public init(path: String, rotation: LogRotation = .never) throws(LogFileFailure) {
    let file = LogFile(path: path, rotation: rotation)
    let opened = try file.open()
    target = Mutex(Target(descriptor: opened.descriptor, size: opened.size))
    self.file = file
  }

  deinit {
    if file != nil { target.withLock { _ = close($0.descriptor) } }
  }

  /// Opens the file again, for whoever has moved it away (logrotate).
  ///
  /// - Throws: the reason; the old file then stays in use.
  public func reopen() throws(LogFileFailure) {
    guard let file else { return }
    let opened = try file.open()
    target.withLock { target in
      target.replace(with: opened.descriptor, size: opened.size)
    }
  }

  /// Whether a person looks at it.
  var isTerminal: Bool { target.withLock { isatty($0.descriptor) == 1 } }

  /// Writes a line; a sink that takes nothing any more (a closed pipe, a full disk) loses it.
  ///
  /// - Returns: what was lost before, once lines are taken again: to be told.
  func write(_ line: String) -> Loss? {
    var line = line
    return line.withUTF8 { bytes in
      target.withLock { target -> Loss? in
        follow(&target)
        rotate(&target, before: bytes.count)
        // Behind half a line this one would not be one of its own.
        if target.isTorn {
          guard Self.write("\n", to: &target) else { return Self.lose(&target) }
          target.isTorn = false
        }
        let before = target.size
        guard Self.write(UnsafeRawBufferPointer(bytes), to: &target) else {
          target.isTorn = target.size > before
          return Self.lose(&target)
        }
        defer { target.lost.count = 0 }
        return target.lost.count > 0 ? target.lost : nil
      }
    }
  }

  private static func lose(_ target: inout Target) -> Loss? {
    target.lost = Loss(count: target.lost.count + 1, reason: errno)
    return nil
  }

  private static func write(_ text: StaticString, to target: inout Target) -> Bool {
    write(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount), to: &target)
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, to target: inout Target) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      guard !target.mayStall || isTaking(&target) else { return false }
      let count = Glibc.write(
        target.descriptor, rest.baseAddress, target.mayStall ? min(rest.count, piece) : rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      target.size += count
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    return true
  }

  private static func isTaking(_ target: inout Target) -> Bool {
    var entry = pollfd(fd: target.descriptor, events: Int16(POLLOUT), revents: 0)
    var count = poll(&entry, 1, target.isStalled ? 0 : patience)
    while count < 0, errno == EINTR { count = poll(&entry, 1, 0) }
    target.isStalled = count == 0
    // What poll cannot say, write will.
    guard count == 0 else { return true }
    errno = EAGAIN
    return false
  }

  /// A file that somebody has moved away or removed would take the records with it: once a second it is looked whether
  /// it is still the one at the path.
  private func follow(_ target: inout Target) {
    guard let file else { return }
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now)
    guard now.tv_sec != target.seenAt else { return }
    target.seenAt = now.tv_sec
    guard file.isRegular(target.descriptor), !file.isAtPath(target.descriptor), let opened = try? file.open() else {
      return
    }
    target.replace(with: opened.descriptor, size: opened.size)
  }

  /// A file that cannot be moved or made anew goes on growing: that is better than records that are lost.
  private func rotate(_ target: inout Target, before count: Int) {
    guard let file, let limit = file.rotation.maxBytes, target.size > 0, target.size + count > limit else { return }
    guard file.isRegular(target.descriptor), file.shift(), let opened = try? file.open() else {
      target.size = 0
      return
    }
    target.replace(with: opened.descriptor, size: opened.size)
  }
}
