import Glibc
import Synchronization

/// Where records go: a file descriptor, written a whole line at a time from any thread.
public final class LogSink: Sendable {
  private let descriptor: CInt
  private let order = Mutex(())

  public static let standardOutput = LogSink(descriptor: STDOUT_FILENO)
  public static let standardError = LogSink(descriptor: STDERR_FILENO)

  private init(descriptor: CInt) {
    self.descriptor = descriptor
  }

  /// Opens a file for appending, made with mode 0600.
  ///
  /// - Throws: the reason in the system's words.
  public init(path: String) throws(LogFileFailure) {
    descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw LogFileFailure(description: "cannot open \(path): \(String(cString: strerror(errno)))")
    }
  }

  /// Whether a person looks at it.
  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Writes a line; a sink that takes nothing any more (a closed pipe, a full disk) loses it.
  func write(_ line: String) {
    var line = line
    line.withUTF8 { bytes in
      order.withLock { _ in
        var rest = UnsafeRawBufferPointer(bytes)
        while !rest.isEmpty {
          let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
          if count < 0, errno == EINTR { continue }
          guard count > 0 else { return }
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
      }
    }
  }
}

/// Why a log file cannot be used.
public struct LogFileFailure: Error, Sendable, CustomStringConvertible {
  public let description: String
}
