internal import TunnelPluginKit

// What the transport sends on its own account.
extension StreamableHTTPTransport {
  /// Answers a request of the server on the session of the call whose stream it came on; the call goes on (dataplane
  /// spec W-22).
  func answer(_ request: RPCMessage, of call: ForwardedCall) {
    let kind = String(decoding: request.method.bytes.prefix(64), as: UTF8.self)
    if answeredKinds.count < Self.rememberedKinds, answeredKinds.insert(kind).inserted {
      let isPing = request.method.isJSON("ping")
      host.log(
        isPing ? .debug : .warning,
        "the server asks its client for '\(kind)', which the tunnel \(isPing ? "answers" : "declines"); said once")
    }
    deliver(ClientMessage.answer(to: request), "an answer to the server", of: call)
  }

  /// Tells the server that nobody waits for a request of a session any more (dataplane spec HT-07). Without a session it
  /// could not tell whose request that is.
  func withdraw(_ call: ForwardedCall) {
    guard call.isUnanswered, call.call.mayBeWithdrawn, call.call.session != nil else { return }
    deliver(ClientMessage.cancellation(of: call.call.id), "a cancellation", of: call)
  }

  private func deliver(_ message: [UInt8], _ what: StaticString, of call: ForwardedCall) {
    guard !isClosing else { return }
    var headers = call.call.headers.list
    // These describe the body of the call (MCP 2026-07-28), and this is another one.
    for name in ["mcp-method", "mcp-name", "last-event-id"] as [StaticString] { headers.remove(name) }
    call.addNewSession(to: &headers)
    var options = call.settings.request("POST", headers)
    options.timeoutMilliseconds = SideDelivery.timeoutMilliseconds
    let delivery = SideDelivery(what, host: host, owner: self)
    deliveries[ObjectIdentifier(delivery)] = delivery
    message.withUnsafeBytes { bytes in
      options.body = bytes
      do throws(PluginError) {
        try delivery.start(options)
      } catch {
        deliveries[ObjectIdentifier(delivery)] = nil
        host.log(.debug, "\(what) was not sent: \(error.message)")
      }
    }
  }

  func ended(_ delivery: SideDelivery) {
    deliveries[ObjectIdentifier(delivery)] = nil
    reportIfClosed()
  }
}
