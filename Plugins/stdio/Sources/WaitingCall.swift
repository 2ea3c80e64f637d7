internal import TunnelPluginKit

/// A request that no child has taken yet, in the transport's own memory: the caller's is only borrowed.
struct WaitingCall {
  private let message: [UInt8]

  init(_ call: Call) {
    message = Array(call.message)
  }

  func withMessage<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    message.withUnsafeBytes { body($0) }
  }
}
