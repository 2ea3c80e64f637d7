internal import CTunnelPlugin

/// The end of an HTTP request, borrowed for the duration of `didFinish`.
public struct HTTPResult {
  public let error: HTTPError
  /// Of the answer; 0 when none came.
  public let status: Int
  /// Finer than `error`: "connection_refused".
  public let kind: BorrowedText
  /// For a log.
  public let detail: BorrowedText
  /// `.collect`: the body, also when empty.
  public let body: BufferReference?
  /// `.collect`: its contents.
  public let bytes: UnsafeRawBufferPointer

  init(_ result: UnsafePointer<tunnel_http_result>?) {
    guard let result = result?.pointee else {
      error = .internal
      status = 0
      kind = BorrowedText()
      detail = BorrowedText()
      body = nil
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    error = HTTPError(rawValue: result.error) ?? .internal
    status = Int(result.status)
    kind = BorrowedText(result.kind)
    detail = BorrowedText(result.detail)
    body = result.body == 0 ? nil : BufferReference(rawValue: result.body)
    bytes = UnsafeRawBufferPointer(result.bytes)
  }
}
