internal import TunnelPluginKit

/// What a command printed, and whether that is a secret. Pure; no message ever holds a piece of the output.
struct CommandOutput {
  /// Why there is no secret.
  struct Failure: Error, Equatable {
    let failure: CredentialSupply.Failure
    let message: String
  }

  static let longest = 64 << 10

  private var bytes: [UInt8] = []
  private(set) var isTooLong = false

  /// False once there is more than a secret can be; nothing of it is kept then.
  mutating func append(_ data: UnsafeRawBufferPointer) -> Bool {
    guard !isTooLong, bytes.count + data.count <= Self.longest else {
      isTooLong = true
      bytes = []
      return false
    }
    bytes.append(contentsOf: data)
    return true
  }

  /// The secret: everything without the last line end. `reason` is how the command ended, in the host's words;
  /// `exitCode` is nil when a signal ended it, or it never ran.
  func secret(ended reason: String, exitCode: Int32?, lastErrorLine: String) throws(Failure) -> String {
    let hint = lastErrorLine.isEmpty ? "" : ": \(lastErrorLine)"
    if isTooLong {
      throw Failure(failure: .refused, message: "printed more than \(Self.longest / 1_024) KiB; print the secret only")
    }
    guard exitCode == 0 else {
      throw Failure(failure: exitCode == nil ? .unavailable : .refused, message: reason + hint)
    }
    var content = bytes[...]
    if content.last == UInt8(ascii: "\n") { content.removeLast() }
    if content.last == UInt8(ascii: "\r") { content.removeLast() }
    guard !content.isEmpty else { throw Failure(failure: .refused, message: "\(reason) and printed nothing\(hint)") }
    guard let text = String(validating: content, as: UTF8.self), Self.isPrintable(text) else {
      throw Failure(
        failure: .refused,
        message: "printed control characters, several lines or no UTF-8 (output not shown); print the secret only")
    }
    return text
  }

  static func isPrintable(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && !(0x80...0x9F).contains($0.value) }
  }
}
