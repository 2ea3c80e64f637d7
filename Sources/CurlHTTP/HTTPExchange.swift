import NIOCore

/// A request and what came back, whole but for what is beyond `bodyLimit`, for whoever has to see every byte
/// (`--log.http-raw-unsafe`).
public struct HTTPExchange: Sendable {
  /// The most bytes that are kept of either body.
  public static let bodyLimit = 64 << 10

  /// Method, URL and headers; its own body is not looked at.
  public let request: HTTPRequest
  /// The beginning of what was sent.
  public private(set) var requestBody: [UInt8] = []
  /// How much was sent.
  public private(set) var requestBytes = 0
  /// 0 when there was no answer.
  public internal(set) var status = 0
  /// Of the answer.
  public internal(set) var responseHeaders = HTTPFields()
  /// The beginning of what came.
  public private(set) var responseBody: [UInt8] = []
  /// How much came.
  public private(set) var responseBytes = 0
  /// Why it failed, for a person.
  public internal(set) var failure: String?

  /// Told of every exchange of the process that it wants.
  @NetworkLoop public static var recorder: (any HTTPExchangeRecorder)?

  init(_ request: HTTPRequest) {
    self.request = request
    if case .segments(let buffers) = request.body {
      for buffer in buffers { buffer.withUnsafeReadableBytes { sent($0) } }
    }
  }

  mutating func sent(_ bytes: UnsafeRawBufferPointer) {
    requestBytes += bytes.count
    requestBody += bytes.prefix(Self.bodyLimit - requestBody.count)
  }

  mutating func came(_ bytes: UnsafeRawBufferPointer) {
    responseBytes += bytes.count
    responseBody += bytes.prefix(Self.bodyLimit - responseBody.count)
  }
}

/// Who wants to see whole exchanges.
@NetworkLoop
public protocol HTTPExchangeRecorder: AnyObject, Sendable {
  /// Asked before a request is sent; what is not wanted costs nothing.
  func wants(_ request: HTTPRequest) -> Bool
  /// Called once, when the exchange is over.
  func record(_ exchange: HTTPExchange)
}
