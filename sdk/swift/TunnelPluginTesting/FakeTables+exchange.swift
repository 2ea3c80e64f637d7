internal import CTunnelPlugin
internal import TunnelPluginKit

// Exchanges and the log.

extension FakeHost {
  /// The exchange, unless it is over; using a dead one is a fault.
  private func alive(_ handle: UInt64, _ function: String) -> FakeExchange? {
    if let exchange = exchanges[handle], !exchange.isOver { return exchange }
    faults.append("\(function) for the dead exchange \(handle)")
    return nil
  }

  /// The handle is dead, and the host lets go of the message.
  func end(_ exchange: FakeExchange) {
    guard !exchange.isOver else { return }
    exchange.isOver = true
    if exchange.buffer != 0 { releaseBuffer(exchange.buffer) }
  }

  fileprivate func head(_ handle: UInt64, _ status: Int) -> PluginStatus {
    guard alive(handle, "head") != nil else { return .stale }
    events.append(.head(handle, status: status))
    return .ok
  }

  fileprivate func emit(_ handle: UInt64, _ message: tunnel_message, _ kind: inout UInt32) -> PluginStatus {
    guard let exchange = alive(handle, "emit") else { return .stale }
    let bytes = buffers[message.buffer].map { $0.freeze() } ?? FakeTables.raw(message.bytes)
    var text = String(decoding: bytes, as: UTF8.self)
    let object = JSONSlice(bytes)
    let id = object["id"].map { Array($0.bytes) }
    let restores = message.flags & UInt32(TUNNEL_EMIT_RESTORE_ID) != 0
    let isWhole = object.kind == .object && object.bytes.count == bytes.count
    switch (object["method"] != nil, id) {
    case _ where !isWhole || object["jsonrpc"] == nil: kind = UInt32(TUNNEL_MESSAGE_INVALID)
    case (true, .some): kind = UInt32(TUNNEL_MESSAGE_REQUEST)
    case (true, .none): kind = UInt32(TUNNEL_MESSAGE_NOTIFICATION)
    case (false, .some(let id)) where restores || id == exchange.id:
      kind = UInt32(TUNNEL_MESSAGE_RESPONSE)
      let name = "\"id\":"
      text = text.replacing(
        name + String(decoding: id, as: UTF8.self), with: name + String(decoding: exchange.id, as: UTF8.self),
        maxReplacements: 1)
    default: kind = UInt32(TUNNEL_MESSAGE_OTHER)
    }
    events.append(.emit(handle, text))
    return .ok
  }

  fileprivate func finish(_ handle: UInt64, _ outcome: tunnel_outcome) -> PluginStatus {
    guard let exchange = alive(handle, "finish") else { return .stale }
    end(exchange)
    exchange.errorBody = Array(FakeTables.raw(outcome.error_body))
    exchange.errorBodyBytes = Int(outcome.error_body_bytes)
    exchange.detail = FakeTables.text(outcome.detail)
    let source = FailureSource(rawValue: outcome.failure) ?? .internal
    events.append(.finish(handle, source, kind: FakeTables.text(outcome.kind)))
    return .ok
  }
}

extension tunnel_host_exchange {
  static var fake: tunnel_host_exchange {
    var table = tunnel_host_exchange()
    table.size = UInt32(MemoryLayout<tunnel_host_exchange>.size)
    table.head = { host, exchange, status, _ in FakeHost.of(host).head(exchange, Int(status)).rawValue }
    table.emit = { host, exchange, message, kind in
      guard let message else { return PluginStatus.invalid.rawValue }
      var found: UInt32 = 0
      let status = FakeHost.of(host).emit(exchange, message.pointee, &found)
      kind?.pointee = found
      return status.rawValue
    }
    table.finish = { host, exchange, outcome in
      guard let outcome else { return PluginStatus.invalid.rawValue }
      return FakeHost.of(host).finish(exchange, outcome.pointee).rawValue
    }
    table.closed = { host in
      FakeHost.of(host).events.append(.closed)
      return PluginStatus.ok.rawValue
    }
    return table
  }
}

extension tunnel_host_log {
  static var fake: tunnel_host_log {
    var table = tunnel_host_log()
    table.size = UInt32(MemoryLayout<tunnel_host_log>.size)
    table.enabled = { host, _ in FakeHost.of(host).denied.contains(.log) ? PluginStatus.denied.rawValue : 1 }
    table.write = { host, _, message in
      FakeHost.of(host).logs.append(FakeTables.text(message))
      return PluginStatus.ok.rawValue
    }
    return table
  }
}
