import Glibc
import Synchronization

/// Where records go: a file descriptor, written a whole line at a time from any thread. Nothing is kept back, so nothing
/// is lost at the end of the process.
public final class LogSink: Sendable {
  private struct Target {
    var descriptor: CInt
    /// How large the file is; 0 for what is no regular file.
    var size = 0
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
      close(target.descriptor)
      target = Target(descriptor: opened.descriptor, size: opened.size)
    }
  }

  /// Whether a person looks at it.
  var isTerminal: Bool { target.withLock { isatty($0.descriptor) == 1 } }

  /// Writes a line; a sink that takes nothing any more (a closed pipe, a full disk) loses it.
  func write(_ line: String) {
    var line = line
    line.withUTF8 { bytes in
      target.withLock { target in
        rotate(&target, before: bytes.count)
        var rest = UnsafeRawBufferPointer(bytes)
        while !rest.isEmpty {
          let count = Glibc.write(target.descriptor, rest.baseAddress, rest.count)
          if count < 0, errno == EINTR { continue }
          guard count > 0 else { return }
          target.size += count
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
      }
    }
  }

  /// A file that cannot be moved or made anew goes on growing: that is better than records that are lost.
  private func rotate(_ target: inout Target, before count: Int) {
    guard let file, let limit = file.rotation.maxBytes, target.size > 0, target.size + count > limit else { return }
    guard file.isRegular(target.descriptor), file.shift(), let opened = try? file.open() else {
      target.size = 0
      return
    }
    close(target.descriptor)
    target = Target(descriptor: opened.descriptor, size: opened.size)
  }
}
