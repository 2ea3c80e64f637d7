internal import CTunnelPlugin
public import TunnelPluginKit

/// An HTTP request that a plugin started; the test plays the server.
public final class FakeHTTPRequest {
  public let method: String
  public let url: String
  public let unixSocket: String
  public let headers: [(name: String, value: String)]
  public let body: String
  public let maxBodyBytes: UInt64
  /// In milliseconds; 0: none.
  public let timeout: UInt64
  public internal(set) var isCancelled = false
  private let handle: UInt64
  private let request: tunnel_http_request
  private unowned let host: FakeHost
  private var isDone = false

  init(_ request: tunnel_http_request, handle: UInt64, host: FakeHost) {
    self.request = request
    self.handle = handle
    self.host = host
    method = FakeTables.text(request.method)
    url = FakeTables.text(request.url)
    unixSocket = FakeTables.text(request.unix_socket)
    headers = FakeTables.fields(request.headers)
    body =
      host.buffers[request.body_buffer].map { String(decoding: $0.bytes, as: UTF8.self) }
      ?? FakeTables.text(request.body)
    maxBodyBytes = request.max_body_bytes
    timeout = request.timeout_ms
  }

  var isAlive: Bool { !isDone }

  func matches(_ handle: UInt64) -> Bool { self.handle == handle }

  /// The value of a header that the plugin sent.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// Answers with a head; what the plugin wants done with the body.
  @discardableResult
  public func head(_ status: Int, _ headers: [String: String] = [:]) -> HTTPBodyHandling? {
    FakeTables.withHeaders(headers.map { ($0.key, $0.value) }) { headers in
      (request.on_head?(request.user, handle, Int32(status), headers)).flatMap { HTTPBodyHandling(rawValue: $0) }
    }
  }

  /// Sends a piece of the body.
  public func data(_ text: String) {
    data(Array(text.utf8))
  }

  public func data(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { request.on_data?(request.user, handle, tunnel_bytes(data: $0.baseAddress, size: $0.count)) }
  }

  /// Ends the request; `body` is what was collected.
  public func done(_ error: HTTPError = .none, kind: String = "", status: Int = 200, body: String? = nil) {
    isDone = true
    var result = tunnel_http_result()
    result.size = UInt32(MemoryLayout<tunnel_http_result>.size)
    result.error = error.rawValue
    result.status = Int32(status)
    let kind = StableText(kind)
    result.kind = FakeTables.string(kind)
    if let body {
      result.body = host.makeBuffer(Array(body.utf8))
      if let contents = host.buffers[result.body]?.freeze() {
        result.bytes = tunnel_bytes(data: contents.baseAddress, size: contents.count)
      }
    }
    withExtendedLifetime(kind) {
      request.on_done?(request.user, handle, &result)
    }
    if result.body != 0 { host.releaseBuffer(result.body) }
  }
}
