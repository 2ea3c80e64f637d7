/// Who an answer is for. All calls come on the loop, in this order: `head` at most once, `data` any number of
/// times, `done` exactly once; `sent` at any time before it. None of them comes after `done`.
@NetworkLoop
public protocol HTTPReceiver: AnyObject {
  /// Status and headers of the final answer (never of a 1xx); says what to do with the body.
  func head(_ head: HTTPResponseHead, of transfer: HTTPTransfer) -> HTTPBodyHandling
  /// A piece of a streamed body, borrowed for the call.
  func data(_ data: UnsafeRawBufferPointer, of transfer: HTTPTransfer)
  /// libcurl has taken so many bytes of the request's body.
  func sent(_ count: Int, of transfer: HTTPTransfer)
  /// The end. A collected body is in ``HTTPTransfer/body``.
  func done(_ failure: HTTPFailure?, of transfer: HTTPTransfer)
}

extension HTTPReceiver {
  public func sent(_ count: Int, of transfer: HTTPTransfer) {}
}
