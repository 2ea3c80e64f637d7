import Glibc

/// What a file's first bytes tell the kernel about how to run it.
enum FirstLine: Equatable {
  case binary
  case empty
  /// Text without a `#!` line.
  case text
  /// `argument` is one, however many words it has: so the kernel hands it over.
  case script(interpreter: String, argument: String?)
  /// It may be run but not read.
  case unknown

  /// As much as Linux looks at.
  private static let length = 256

  init(of path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      self = .unknown
      return
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Self.length)
    let count = read(descriptor, &bytes, bytes.count)
    self = count < 0 ? .unknown : FirstLine(bytes.prefix(count))
  }

  init(_ bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes)
    guard !bytes.isEmpty else {
      self = .empty
      return
    }
    guard bytes.starts(with: "#!".utf8) else {
      self = bytes.contains(0) ? .binary : .text
      return
    }
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    var line = bytes[2...].prefix { $0 != UInt8(ascii: "\n") }.drop(while: isBlank)
    while let last = line.last, isBlank(last) { line.removeLast() }
    let interpreter = line.prefix { !isBlank($0) }
    let argument = line.dropFirst(interpreter.count).drop(while: isBlank)
    self = .script(
      interpreter: String(decoding: interpreter, as: UTF8.self),
      argument: argument.isEmpty ? nil : String(decoding: argument, as: UTF8.self))
  }
}
