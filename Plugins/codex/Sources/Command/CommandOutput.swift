internal import Glibc
internal import TunnelPluginKit

/// Where a command writes: results here, everything else there.
struct CommandOutput: Sendable {
  let results: Int32
  let errors: Int32

  init(_ call: CommandCall) {
    results = call.output
    errors = call.errors
  }

  func result(_ text: String) { Self.write(text, to: results) }
  func error(_ text: String) { Self.write(text, to: errors) }

  /// All of it, or nothing more once nobody reads.
  static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
  }

  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }
}
