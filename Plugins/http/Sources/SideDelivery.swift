internal import TunnelPluginKit

/// A POST of the transport's own that no caller waits for: an answer to the server, a withdrawn request.
final class SideDelivery: HTTPRequestDelegate {
  static let timeoutMilliseconds: UInt64 = 10_000

  private let what: StaticString
  private let host: Host
  private weak var owner: StreamableHTTPTransport?
  private var request: HTTPRequest?
  private var isDone = false

  init(_ what: StaticString, host: Host, owner: StreamableHTTPTransport) {
    self.what = what
    self.host = host
    self.owner = owner
  }

  func start(_ options: HTTPRequestOptions) throws(PluginError) {
    let request = try HTTPRequest(host, options, delegate: self)
    if !isDone { self.request = request }
  }

  func cancel() {
    request?.cancel()
  }

  func request(_ request: HTTPRequest, didReceiveHead status: Int, _ headers: Headers) -> HTTPBodyHandling {
    if !(200..<300).contains(status) { host.log(.debug, "the server answered \(what) with status \(status)") }
    return .discard
  }

  func request(_ request: HTTPRequest, didReceive data: UnsafeRawBufferPointer) {}

  func request(_ request: HTTPRequest, didFinish result: HTTPResult) {
    isDone = true
    self.request = nil
    if result.error != .none, result.error != .cancelled {
      host.log(.debug, "\(what) did not reach the server: \(result.kind.string)")
    }
    owner?.ended(self)
  }
}
