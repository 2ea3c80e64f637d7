import CurlHTTP
import Logging

/// Logs whole HTTP messages at debug (`--log.http-raw-unsafe`). Polls are left out (user needs 4.1); header values are
/// shown only of names that are known to hold no secret, and the log takes out what is secret elsewhere (W-43, W-44).
@NetworkLoop
final class HTTPExchangeLog: HTTPExchangeRecorder {
  private static let shown: Set<String> = [
    "accept", "accept-encoding", "cache-control", "connection", "content-encoding", "content-length", "content-type",
    "date", "expect", "host", "mcp-protocol-version", "retry-after", "server", "transfer-encoding", "user-agent",
    "vary",
    "x-request-id",
  ]

  private let logger: Logger

  nonisolated init(logger: Logger) {
    var logger = logger
    logger[metadataKey: "component"] = "http"
    self.logger = logger
  }

  /// From the next request on.
  func install() { HTTPExchange.recorder = self }

  func wants(_ request: HTTPRequest) -> Bool {
    guard logger.logLevel <= .debug else { return false }
    let path = request.url.prefix { $0 != "?" }
    return !path.hasSuffix("/poll")
  }

  func record(_ exchange: HTTPExchange) {
    var facts: Logger.Metadata = [
      "method": "\(exchange.request.method)", "url": "\(exchange.request.url)", "status": "\(exchange.status)",
      "request_headers": "\(Self.text(exchange.request.headers))",
      "request_body": "\(Self.text(exchange.requestBody, of: exchange.requestBytes))",
      "response_headers": "\(Self.text(exchange.responseHeaders))",
      "response_body": "\(Self.text(exchange.responseBody, of: exchange.responseBytes))",
    ]
    if let failure = exchange.failure { facts["error"] = "\(failure)" }
    logger.debug("http exchange", metadata: facts)
  }

  private static func text(_ fields: HTTPFields) -> String {
    (0..<fields.count).map { index in
      let name = fields.name(at: index)
      return "\(name): \(shown.contains(name.lowercased()) ? fields.value(at: index) : "[REDACTED]")"
    }.joined(separator: "\n")
  }

  private static func text(_ body: [UInt8], of count: Int) -> String {
    String(decoding: body, as: UTF8.self) + (body.count < count ? "… [\(count) bytes]" : "")
  }
}
