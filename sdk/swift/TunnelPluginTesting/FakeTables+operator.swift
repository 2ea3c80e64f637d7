internal import CTunnelPlugin
internal import TunnelPluginKit

// What an operator plugin answers.

extension FakeHost {
  fileprivate func isLive(_ handle: UInt64) -> Bool {
    if operatorRequests.contains(handle) { return true }
    faults.append("an answer to the dead operator request \(handle)")
    return false
  }
}

extension tunnel_host_operator {
  static var fake: tunnel_host_operator {
    var table = tunnel_host_operator()
    table.size = UInt32(MemoryLayout<tunnel_host_operator>.size)
    table.respond = { host, handle, status, type, body in
      let host = FakeHost.of(host)
      guard host.isLive(handle) else { return PluginStatus.stale.rawValue }
      host.operatorRequests.remove(handle)
      host.operatorAnswers[handle] = .body(
        status: Int(status), type: FakeTables.text(type), FakeTables.text(body))
      return PluginStatus.ok.rawValue
    }
    table.begin = { host, handle in
      let host = FakeHost.of(host)
      guard host.isLive(handle) else { return PluginStatus.stale.rawValue }
      host.operatorAnswers[handle] = .stream(events: [], isOver: false)
      return PluginStatus.ok.rawValue
    }
    table.event = { host, handle, name, id, data in
      let host = FakeHost.of(host)
      guard host.isLive(handle), case .stream(let events, _) = host.operatorAnswers[handle] else {
        return PluginStatus.stale.rawValue
      }
      guard !host.hasSlowReaders else { return PluginStatus.limit.rawValue }
      host.operatorAnswers[handle] = .stream(
        events: events + ["\(FakeTables.text(name)) \(id) \(FakeTables.text(data))"], isOver: false)
      return PluginStatus.ok.rawValue
    }
    table.end = { host, handle in
      let host = FakeHost.of(host)
      guard host.isLive(handle), case .stream(let events, _) = host.operatorAnswers[handle] else {
        return PluginStatus.stale.rawValue
      }
      host.operatorRequests.remove(handle)
      host.operatorAnswers[handle] = .stream(events: events, isOver: true)
      return PluginStatus.ok.rawValue
    }
    table.status_json = { host in
      let host = FakeHost.of(host)
      guard let status = host.tunnelStatus else { return 0 }
      let handle = host.makeHandle()
      host.buffers[handle] = Array(status.utf8).withUnsafeBytes(FakeBuffer.init)
      return handle
    }
    table.closed = { host in
      FakeHost.of(host).events.append(.closed)
      return PluginStatus.ok.rawValue
    }
    return table
  }
}
