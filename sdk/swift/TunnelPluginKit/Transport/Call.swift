internal import CTunnelPlugin

/// One command of the control plane, borrowed for the duration of `start`.
///
/// It is a view of the host's struct: reading a property is reading memory, nothing is copied or decoded.
public struct Call {
  private let call: UnsafePointer<tunnel_call>

  init(_ call: UnsafePointer<tunnel_call>) {
    self.call = call
  }

  public var kind: CallKind { CallKind(call.pointee.kind) }

  /// The JSON-RPC message, as the caller sent it.
  public var message: UnsafeRawBufferPointer { UnsafeRawBufferPointer(call.pointee.message) }

  /// The buffer that holds exactly `message`; the host keeps it until the exchange ends.
  public var buffer: BufferReference { BufferReference(rawValue: call.pointee.buffer) }

  /// The raw JSON token of the id, inside `message`; empty without one.
  public var id: UnsafeRawBufferPointer { UnsafeRawBufferPointer(call.pointee.id) }

  /// The raw text between the quotes of `method`, inside `message`.
  public var method: BorrowedText { BorrowedText(call.pointee.method) }

  /// The caller's headers.
  public var headers: Headers { Headers(call.pointee.headers) }

  /// `CLOCK_MONOTONIC` in nanoseconds, or nil. The host cancels by itself; this is for information.
  public var deadline: Int64? { call.pointee.deadline_ns == 0 ? nil : call.pointee.deadline_ns }
}
