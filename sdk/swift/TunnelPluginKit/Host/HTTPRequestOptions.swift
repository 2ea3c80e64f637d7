/// An HTTP request to start.
public struct HTTPRequestOptions {
  public var method: StaticString
  public var url: StableText
  /// A path: connect there instead of to the URL's host.
  public var unixSocket: StableText?
  public var headers = HeaderList()
  /// Copied by the host; ignored with a body buffer.
  public var body = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Not copied.
  public var bodyBuffer: BufferReference?
  /// For the whole request; 0: none.
  public var timeoutMilliseconds: UInt64 = 0
  /// `.collect`: more than that is `.tooLarge`; 0: the host's limit.
  public var maxBodyBytes = 0

  public init(method: StaticString, url: StableText) {
    self.method = method
    self.url = url
  }
}
