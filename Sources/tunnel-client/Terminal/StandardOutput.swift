import Glibc
import Synchronization

/// Results go here, whole and at once; everything else goes to standard error.
enum StandardOutput {
  /// What the system said to the first result that could not be written.
  private static let failure = Mutex<CInt?>(nil)

  /// A result: when it cannot be written, the process does not end as if it were (``ProcessEnd/leave(_:)``).
  static func write(_ text: String) {
    guard let number = put(text) else { return }
    failure.withLock { $0 = $0 ?? number }
  }

  /// What somebody may read who starts a daemon; the daemon goes on when nobody can.
  static func announce(_ text: String) {
    _ = put(text)
  }

  /// Why a result is missing, in a sentence for people. A reader that had enough (`| head`) misses nothing.
  static var problem: String? {
    failure.withLock(\.self).flatMap { number in
      number == EPIPE ? nil : "standard output cannot be written: \(String(cString: strerror(number)))"
    }
  }

  /// - Returns: an `errno`, nil when all of it was written.
  private static func put(_ text: String) -> CInt? {
    var text = text
    return text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return errno }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
      return nil
    }
  }
}
