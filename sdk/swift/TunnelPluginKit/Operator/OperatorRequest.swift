internal import CTunnelPlugin

/// A request to an ``OperatorPlugin``, borrowed for the call that brings it.
public struct OperatorRequest {
  /// `GET` also stands for `HEAD`.
  public let method: BorrowedText
  /// Below the mount, without a slash before it, percent-decoded.
  public let path: BorrowedText
  /// As it was sent.
  public let query: BorrowedText
  /// Accept, Accept-Language, Content-Type and Last-Event-ID, as far as they were sent.
  public let headers: Headers
  /// At most 1 MiB.
  public let body: UnsafeRawBufferPointer
  /// It was asked on this machine.
  public let isLocal: Bool
  /// It changes something or starts work.
  public let isControl: Bool

  init(_ call: tunnel_operator_call) {
    method = BorrowedText(call.method)
    path = BorrowedText(call.path)
    query = BorrowedText(call.query)
    headers = Headers(call.headers)
    body = UnsafeRawBufferPointer(call.body)
    isLocal = call.flags & UInt32(TUNNEL_OPERATOR_LOCAL) != 0
    isControl = call.flags & UInt32(TUNNEL_OPERATOR_CONTROL) != 0
  }

  /// The first value of a parameter of the query, as it was sent; numbers and words need no decoding.
  public func parameter(_ name: String) -> String? {
    for pair in query.string.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.first == name[...] { return parts.count == 2 ? String(parts[1]) : "" }
    }
    return nil
  }
}
