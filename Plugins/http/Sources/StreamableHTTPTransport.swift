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
      {"type":"object","additionalProperties":false,"required":["url"],"examples":[{"url":"http://127.0.0.1:8080/mcp"}],\
      "properties":{\
      "url":{"type":"string","format":"uri","description":"Absolute http or https URL of the MCP endpoint"},\
      "unix_socket":{"type":["string","null"],"description":"Unix socket to connect to instead of the URL's host"},\
      "headers":{"type":["object","null"],"additionalProperties":{"type":"string"},\
      "description":"Static headers of every request"},\
      "discovery_headers":{"type":["object","null"],"additionalProperties":{"type":"string"},\
      "description":"Static headers of discovery requests, over those in headers"},\
      "max_message_bytes":{"type":["integer","null"],"minimum":1024,"maximum":1073741824,"default":67108864,\
      "description":"A larger body or event ends its call"}}}
      """)

  /// So many kinds of a server's requests are told apart in the log.
  static let rememberedKinds = 32

  let host: Host
  private var settings: HTTPSettings?
  /// By exchange, until the host is done with the HTTP request: longer than the exchange itself.
  private var calls: [ExchangeID: ForwardedCall] = [:]
  var deliveries: [ObjectIdentifier: SideDelivery] = [:]
  var answeredKinds: Set<String> = []
  private(set) var isClosing = false
  private lazy var order = OrderedStart(host) { [unowned self] in begin(held: $0) }

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
    for delivery in Array(deliveries.values) { delivery.cancel() }
    reportIfClosed()
  }

  public func start(_ exchange: Exchange, _ call: Call) throws(PluginError) {
    let isDelivery = call.kind == .notification || call.kind == .response
    switch call.kind {
    case .request, .notification, .response:
      let prepared = PreparedCall(
        exchange: exchange, purpose: isDelivery ? .delivery : .request, method: "POST",
        headers: try headers(forwarding: call.headers, withBody: true), body: call.buffer, id: Array(call.id),
        mayBeWithdrawn: call.kind == .request && !call.method.isJSON("initialize"))
      if order.admit(prepared) { try begin(prepared) }
    case .sessionEnd:
      let prepared = PreparedCall(
        exchange: exchange, purpose: .sessionEnd, method: "DELETE",
        headers: try headers(forwarding: call.headers, withBody: false), body: nil, id: [], mayBeWithdrawn: false)
      if order.admit(prepared) { try begin(prepared) }
    case .unknown:
      exchange.finish(.unsupported)
    }
  }

  public func cancel(_ exchange: ExchangeID, reason: CancelReason) {
    if let call = calls[exchange] {
      if reason == .deadline { withdraw(call) }
      call.cancel()
    } else {
      order.ended(exchange)
    }
  }

  /// A GET that any HTTP answer satisfies: it has no side effects on a server of either era.
  public func probe(_ exchange: Exchange) {
    probe(exchange, headers: Headers())
  }

  public func probe(_ exchange: Exchange, headers credential: Headers) {
    do throws(PluginError) {
      var headers = HeaderFilter.forward(credential, adding: try opened().discoveryHeaders).headers
      headers.replace("Accept", "text/event-stream")
      try begin(
        PreparedCall(
          exchange: exchange, purpose: .probe, method: "GET", headers: StoredHeaders(headers), body: nil, id: [],
          mayBeWithdrawn: false))
    } catch {
      exchange.finish(.internal, detail: error.message)
    }
  }

  private func begin(_ prepared: PreparedCall) throws(PluginError) {
    let call = ForwardedCall(prepared, try opened(), host: host, owner: self)
    calls[prepared.exchange.id] = call
    do throws(PluginError) {
      try call.start()
    } catch {
      calls[prepared.exchange.id] = nil
      order.ended(prepared.exchange.id)
      throw error
    }
  }

  /// A call that had to wait can no longer be refused.
  private func begin(held prepared: PreparedCall) {
    do throws(PluginError) {
      try begin(prepared)
    } catch {
      prepared.exchange.finish(.internal, detail: error.message)
    }
  }

  private func headers(forwarding caller: Headers, withBody: Bool) throws(PluginError) -> StoredHeaders {
    let list = HeaderFilter.forward(caller, adding: try opened().headers)
    warn(of: list.refused)
    var headers = list.headers
    guard withBody else { return StoredHeaders(headers) }
    headers.append("Content-Type", "application/json")
    if !headers.contains(BorrowedText("Accept")) { headers.append("Accept", "application/json, text/event-stream") }
    return StoredHeaders(headers)
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

  /// The server answered a notification or a response; what the body brings does not matter any more.
  func answered(_ exchange: ExchangeID) {
    order.ended(exchange)
  }

  /// A server that is where a redirect led is asked there from now on.
  func moved(_ settings: HTTPSettings) {
    let url = settings.url.text.string
    guard let now = self.settings?.url.text.string, now != url else { return }
    self.settings = settings
    host.log(.info, "the server redirects to \(Place.shown(url) ?? "another URL"), and is asked there from now on")
  }

  /// The host is done with a call.
  func ended(_ exchange: ExchangeID) {
    calls[exchange] = nil
    order.ended(exchange)
    reportIfClosed()
  }

  func reportIfClosed() {
    guard isClosing, calls.isEmpty, deliveries.isEmpty else { return }
    isClosing = false
    host.closed()
  }
}
