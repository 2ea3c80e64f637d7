public import CurlHTTP
public import NIOCore
import RawJSON

/// What a look for the main channel's OAuth metadata came to: the answer to an `oauth_discovery` command.
public struct DiscoveryAnswer: Sendable {
  /// An HTTP-style status: the target's own where it gave one.
  public var status: Int
  /// Of the target; see ``forwardedHeaders``.
  public var headers: HTTPFields
  /// JSON.
  public var body: ByteBuffer
  /// Nil when metadata was found.
  public var failure: FailureNote?

  /// Metadata, as the target sent it.
  public init(status: Int, headers: HTTPFields, body: ByteBuffer) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// An error of the shape that unsupported channels have (dataplane CH-03, W-50).
  ///
  /// `message` goes to the service: it names no host of the inside.
  public init(status: Int, code: String, message: String, failure: FailureNote?) {
    var json = Array("{\"error\":{\"message\":".utf8)
    JSONQuoting.append(message, to: &json)
    let type = status < 500 ? "invalid_request_error" : "server_error"
    json += Array(",\"type\":\"\(type)\",\"code\":\"\(code)\"}}".utf8)
    self.status = status
    headers = HTTPFields(["Content-Type": "application/json"])
    body = ByteBuffer(bytes: json)
    self.failure = failure
  }

  /// The server is not reached over HTTP, or nobody knows its URL (operator W-87).
  public static let notSupported = DiscoveryAnswer(
    status: 404, code: "not_supported", message: "the MCP server of this channel has no URL to look for OAuth metadata at",
    failure: FailureNote(
      source: "oauth_discovery", kind: "not_supported", code: 404, detail: "the main channel's server has no URL"))

  private static let forwarded: [(wire: String, lower: StaticString)] = [
    ("Content-Type", "content-type"), ("Cache-Control", "cache-control"), ("Etag", "etag"),
    ("Last-Modified", "last-modified"), ("Expires", "expires"), ("Www-Authenticate", "www-authenticate"),
  ]

  /// The headers that leave this machine: what says how long the document may be kept, and nothing else of the target's
  /// (W-20).
  var forwardedHeaders: HTTPFields {
    var result = HTTPFields()
    for name in Self.forwarded {
      for value in headers.all(name.lower) where !value.isEmpty { result.append(name.wire, value) }
    }
    return result
  }
}

/// Looks for the OAuth metadata of the main channel's server, afresh each time. Cancelling the task ends it.
public typealias Discoverer = @NetworkLoop @Sendable () async -> DiscoveryAnswer
