import Glibc

/// A file that is gone when the value is.
final class TextFile {
  let path: String

  init(_ text: String, mode: mode_t = 0o600) {
    var template = Array("/tmp/configuration-tests-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    precondition(descriptor >= 0, "mkstemp")
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var bytes = Array(text.utf8)
    precondition(write(descriptor, &bytes, bytes.count) == bytes.count, "write")
    fchmod(descriptor, mode)
    close(descriptor)
  }

  deinit {
    unlink(path)
  }
}
