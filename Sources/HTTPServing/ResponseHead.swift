import NIOCore
import NIOHTTP1

/// Puts the server's framing headers on an answer.
enum ResponseHead {
  static func make(_ response: Response, for request: HTTPRequestHead, keepAlive: Bool) -> HTTPResponseHead {
    var headers = response.headers
    for name in ["Content-Length", "Transfer-Encoding", "Connection"] where headers.contains(name: name) {
      headers.remove(name: name)
    }
    if let length = length(of: response) { headers.add(name: "Content-Length", value: String(length)) }
    if !keepAlive {
      headers.add(name: "Connection", value: "close")
    } else if request.isHTTP10 {
      headers.add(name: "Connection", value: "keep-alive")
    }
    return HTTPResponseHead(version: request.version, status: response.status, headers: headers)
  }

  /// Nil when the status forbids a body or its length is not known.
  private static func length(of response: Response) -> Int? {
    guard response.status.mayHaveResponseBody else { return nil }
    switch response.body {
    case .empty: return 0
    case .bytes(let buffer): return buffer.readableBytes
    case .chunks(let buffers): return buffers.reduce(0) { $0 + $1.readableBytes }
    case .stream: return nil
    }
  }
}

extension HTTPRequestHead {
  /// A client that knows no chunks and closes by default.
  var isHTTP10: Bool { version == .http1_0 }

  /// Whether another request may follow. The decoder reads nothing after a request that asks for another protocol
  /// (curl and Java's client do so with `Upgrade: h2c`), although the answer stays HTTP/1.1.
  var allowsAnother: Bool { isKeepAlive && method != .CONNECT && !headers.contains(name: "upgrade") }
}
