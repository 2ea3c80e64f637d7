import CurlHTTP
import NIOCore

/// What a request of discovery brought.
struct FetchAnswer: Sendable {
  var status: Int
  var headers = HTTPFields()
  var mediaType: String?
  /// Empty unless the status is 200.
  var body = ByteBuffer()
  /// The body was there, and is not kept: why.
  var bodyFailure: String?
}
