/// What an HTTP request tells its owner, always on the host thread.
public protocol HTTPRequestDelegate: AnyObject {
  /// Status and headers (borrowed) of the answer; what to do with the body.
  func request(_ request: HTTPRequest, didReceiveHead status: Int, _ headers: Headers) -> HTTPBodyHandling

  /// `.stream`: a piece of the body, borrowed.
  func request(_ request: HTTPRequest, didReceive data: UnsafeRawBufferPointer)

  /// The end, exactly once, also after `cancel`.
  func request(_ request: HTTPRequest, didFinish result: HTTPResult)
}
