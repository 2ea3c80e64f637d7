internal import CTunnelPlugin
internal import TunnelPluginKit

// Timers, HTTP requests and child processes, the services that an operator grants; and what is said about a server.

extension tunnel_host_timer {
  static var fake: tunnel_host_timer {
    var table = tunnel_host_timer()
    table.size = UInt32(MemoryLayout<tunnel_host_timer>.size)
    table.start = { host, delay, function, user, timer in
      let host = FakeHost.of(host)
      guard !host.denied.contains(.timer) else { return PluginStatus.denied.rawValue }
      guard let function, let timer else { return PluginStatus.invalid.rawValue }
      timer.pointee = host.makeHandle()
      host.timers[timer.pointee] = FakeTimer(delay: delay, function: function, user: user)
      return PluginStatus.ok.rawValue
    }
    table.cancel = { host, timer in
      FakeHost.of(host).timers.removeValue(forKey: timer) == nil
        ? PluginStatus.stale.rawValue : PluginStatus.ok.rawValue
    }
    return table
  }
}

extension tunnel_host_http {
  static var fake: tunnel_host_http {
    var table = tunnel_host_http()
    table.size = UInt32(MemoryLayout<tunnel_host_http>.size)
    table.start = { host, request, handle in
      let host = FakeHost.of(host)
      guard !host.denied.contains(.http) else { return PluginStatus.denied.rawValue }
      guard let request, let handle, request.pointee.url.size > 0 else { return PluginStatus.invalid.rawValue }
      handle.pointee = host.makeHandle()
      host.requests.append(FakeHTTPRequest(request.pointee, handle: handle.pointee, host: host))
      return PluginStatus.ok.rawValue
    }
    table.cancel = { host, handle in
      let host = FakeHost.of(host)
      guard let request = host.requests.first(where: { $0.matches(handle) && $0.isAlive }) else {
        host.faults.append("cancel of a dead HTTP request")
        return PluginStatus.stale.rawValue
      }
      request.isCancelled = true
      return PluginStatus.ok.rawValue
    }
    return table
  }
}

extension tunnel_host_process {
  static var fake: tunnel_host_process {
    var table = tunnel_host_process()
    table.size = UInt32(MemoryLayout<tunnel_host_process>.size)
    table.start = { host, options, process, error in
      let host = FakeHost.of(host)
      guard !host.denied.contains(.process) else { return PluginStatus.denied.rawValue }
      guard let options, let process, options.pointee.argument_count > 0 else { return PluginStatus.invalid.rawValue }
      if let reason = host.startFailure {
        error?.pointee.setMessage(reason)
        return PluginStatus.system.rawValue
      }
      process.pointee = host.makeHandle()
      host.children.append(FakeChild(options.pointee, handle: process.pointee))
      return PluginStatus.ok.rawValue
    }
    table.write = { host, process, bytes in
      guard let child = FakeHost.of(host).children.first(where: { $0.matches(process) && $0.isAlive }) else {
        FakeHost.of(host).faults.append("write to a dead child")
        return PluginStatus.stale.rawValue
      }
      if let failure = child.writeFailure { return failure.rawValue }
      child.written.append(contentsOf: FakeTables.raw(bytes))
      return PluginStatus.ok.rawValue
    }
    table.stop = { host, process, grace in
      guard let child = FakeHost.of(host).children.first(where: { $0.matches(process) && $0.isAlive }) else {
        FakeHost.of(host).faults.append("stop of a dead child")
        return PluginStatus.stale.rawValue
      }
      child.stopGrace = grace
      return PluginStatus.ok.rawValue
    }
    return table
  }
}

extension tunnel_host_readiness {
  static var fake: tunnel_host_readiness {
    var table = tunnel_host_readiness()
    table.size = UInt32(MemoryLayout<tunnel_host_readiness>.size)
    table.up = { host, generation in
      FakeHost.of(host).presence.append("up \(generation)")
      return PluginStatus.ok.rawValue
    }
    table.down = { host, reason in
      FakeHost.of(host).presence.append("down \(FakeTables.text(reason))")
      return PluginStatus.ok.rawValue
    }
    table.idle = { host, reason in
      FakeHost.of(host).presence.append("idle \(FakeTables.text(reason))")
      return PluginStatus.ok.rawValue
    }
    return table
  }
}

extension tunnel_error {
  fileprivate mutating func setMessage(_ text: String) {
    withUnsafeMutableBytes(of: &message) { field in
      let utf8 = Array(text.utf8.prefix(field.count - 1)) + [0]
      field.copyBytes(from: utf8)
    }
  }
}
