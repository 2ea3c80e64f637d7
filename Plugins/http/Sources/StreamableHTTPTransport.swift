public import TunnelPluginKit

/// MCP Streamable HTTP: each call is a POST of its own; the answer is one JSON body or a stream of events.
///
/// No client-side session: what belongs to one travels in the caller's headers, and a DELETE is sent only when the
/// caller ends its session (dataplane spec HT-01, W-19).
public final class StreamableHTTPTransport: TransportPlugin {
  public static let descriptor = PluginDescriptor(
    id: "org.tunnel-client.http",
    version: "0.1.0",
    vendor: "tunnel-client",
    summary: "MCP servers over Streamable HTTP, also through a Unix socket",
    services: [.log, .buffer, .json, .timer, .http, .exchange],
    configurationSchema: """
      {"type":"object","additionalProperties":false,"required":["url"],"properties":{\
      "url":{"type":"string","format":"uri"},\
      "unix_socket":{"type":"string"},\
      "headers":{"type":"object","additionalProperties":{"type":"string"}},\
      "max_message_bytes":{"type":"integer","minimum":1024,"maximum":1073741824,"default":67108864}}}
      """)

  private let host: Host
  private var settings: HTTPSettings?
  /// By exchange, until the host is done with the HTTP request: longer than the exchange itself.
  private var calls: [ExchangeID: ForwardedCall] = [:]
  private var isClosing = false

  public init(host: Host) {
    self.host = host
  }

  public func open(_ binding: Binding) throws(PluginError) {
    let settings = try HTTPSettings(Configuration(host, binding, prefix: "mcp."))
    try host.require(.http, .timer)
    self.settings = settings
  }

  public func close() {
    isClosing = true
    for call in Array(calls.values) { call.cancel() }
    reportIfClosed()
  }

  public func start(_ exchange: Exchange, _ call: Call) throws(PluginError) {
    switch call.kind {
    case .request, .notification, .response:
      var options = HTTPRequestOptions(method: "POST", url: try opened().url)
      options.headers = headers(forwarding: call.headers)
      options.bodyBuffer = call.buffer
      try begin(exchange, call.kind == .request ? .request : .delivery, options)
    case .sessionEnd:
      var options = HTTPRequestOptions(method: "DELETE", url: try opened().url)
      let list = HeaderFilter.forward(call.headers, adding: try opened().headers)
      warn(of: list.refused)
      options.headers = list.headers
      try begin(exchange, .sessionEnd, options)
    case .unknown:
      exchange.finish(.unsupported)
    }
  }

  public func cancel(_ exchange: ExchangeID, reason: CancelReason) {
    calls[exchange]?.cancel()
  }

  /// A GET that any HTTP answer satisfies: it has no side effects on a server of either era.
  public func probe(_ exchange: Exchange) {
    do throws(PluginError) {
      var options = HTTPRequestOptions(method: "GET", url: try opened().url)
      options.headers = HeaderFilter.forward(Headers(), adding: try opened().headers).headers
      options.headers.replace("Accept", "text/event-stream")
      try begin(exchange, .probe, options)
    } catch {
      exchange.finish(.internal, detail: error.message)
    }
  }

  private func begin(_ exchange: Exchange, _ purpose: CallPurpose, _ options: HTTPRequestOptions) throws(PluginError) {
    let settings = try opened()
    var options = options
    options.unixSocket = settings.unixSocket
    options.maxBodyBytes = settings.maxMessageBytes
    let call = ForwardedCall(
      exchange, purpose, host: host, maxMessageBytes: settings.maxMessageBytes, owner: self)
    calls[exchange.id] = call
    do throws(PluginError) {
      try call.start(options)
    } catch {
      calls[exchange.id] = nil
      throw error
    }
  }

  private func headers(forwarding caller: Headers) -> HeaderList {
    let list = HeaderFilter.forward(caller, adding: settings?.headers ?? [])
    warn(of: list.refused)
    var headers = list.headers
    headers.append("Content-Type", "application/json")
    if !headers.contains(BorrowedText("Accept")) { headers.append("Accept", "application/json, text/event-stream") }
    return headers
  }

  private func warn(of refused: Int) {
    guard refused > 0 else { return }
    host.log(
      .warning, "\(refused) header(s) of a call have a name or a value that HTTP cannot carry; they were left out")
  }

  private func opened() throws(PluginError) -> HTTPSettings {
    guard let settings else { throw PluginError(.invalid, "the transport was not opened") }
    return settings
  }

  func ended(_ exchange: ExchangeID) {
    calls[exchange] = nil
    reportIfClosed()
  }

  private func reportIfClosed() {
    guard isClosing, calls.isEmpty else { return }
    isClosing = false
    host.closed()
  }
}
