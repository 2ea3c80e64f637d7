internal import TunnelPluginKit

/// A request that no child has taken yet, in the transport's own memory: the caller's is only borrowed.
struct WaitingCall {
  /// The caller's raw id token.
  let id: [UInt8]
  private let message: [UInt8]

  init(_ call: Call) {
    id = Array(call.id)
    message = Array(call.message)
  }

  func withMessage<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    message.withUnsafeBytes { body($0) }
  }
}
