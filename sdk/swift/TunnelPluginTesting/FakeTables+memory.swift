internal import CTunnelPlugin
internal import TunnelPluginKit

// Buffers and JSON: the services that are always granted.

extension FakeHost {
  func makeBuffer(_ bytes: [UInt8]) -> UInt64 {
    let handle = makeHandle()
    buffers[handle] = bytes.withUnsafeBytes { FakeBuffer($0) }
    return handle
  }

  func releaseBuffer(_ handle: UInt64) {
    guard let buffer = buffers[handle] else { return faults.append("release of a dead buffer") }
    buffer.references -= 1
    if buffer.references == 0 { buffers[handle] = nil }
  }
}

extension tunnel_host_buffer {
  static var fake: tunnel_host_buffer {
    var table = tunnel_host_buffer()
    table.size = UInt32(MemoryLayout<tunnel_host_buffer>.size)
    table.create = { host, _ in FakeHost.of(host).makeBuffer([]) }
    table.append = { host, handle, bytes in
      guard let buffer = FakeHost.of(host).buffers[handle] else { return PluginStatus.stale.rawValue }
      guard !buffer.isFrozen else { return PluginStatus.invalid.rawValue }
      buffer.append(FakeTables.raw(bytes))
      return PluginStatus.ok.rawValue
    }
    table.view = { host, handle, contents in
      guard let buffer = FakeHost.of(host).buffers[handle] else { return PluginStatus.stale.rawValue }
      let bytes = buffer.freeze()
      contents?.pointee = tunnel_bytes(data: bytes.baseAddress, size: bytes.count)
      return PluginStatus.ok.rawValue
    }
    table.retain = { host, handle in
      guard let buffer = FakeHost.of(host).buffers[handle] else { return PluginStatus.stale.rawValue }
      buffer.references += 1
      return PluginStatus.ok.rawValue
    }
    table.release = { host, handle in
      FakeHost.of(host).releaseBuffer(handle)
      return PluginStatus.ok.rawValue
    }
    return table
  }
}

extension tunnel_host_json {
  static var fake: tunnel_host_json {
    var table = tunnel_host_json()
    table.size = UInt32(MemoryLayout<tunnel_host_json>.size)
    table.inspect = { _, bytes, message in
      guard let message else { return PluginStatus.invalid.rawValue }
      let object = JSONSlice(FakeTables.raw(bytes))
      let id = object["id"].flatMap { $0.kind == .null ? nil : $0.bytes }
      let method = object["method"].map { $0.bytes.dropFirst().dropLast() }
      let isResponse = object["result"] != nil || object["error"] != nil
      let kind =
        switch (id, method) {
        case (.some, .some): TUNNEL_JSONRPC_REQUEST
        case (.none, .some): TUNNEL_JSONRPC_NOTIFICATION
        case (.some, .none) where isResponse: TUNNEL_JSONRPC_RESPONSE
        default: TUNNEL_JSONRPC_INVALID
        }
      message.pointee.kind = UInt32(kind)
      message.pointee.id = tunnel_bytes(data: id?.baseAddress, size: id?.count ?? 0)
      let name = method.map { UnsafeRawBufferPointer(rebasing: $0) }
      message.pointee.method = tunnel_string(
        data: name?.baseAddress?.assumingMemoryBound(to: CChar.self), size: name?.count ?? 0)
      return PluginStatus.ok.rawValue
    }
    table.find = { _, bytes, pointer, value in
      guard let pointer else { return PluginStatus.invalid.rawValue }
      var slice: JSONSlice? = JSONSlice(FakeTables.raw(bytes))
      for part in String(cString: pointer).split(separator: "/") {
        slice = slice?[String(part).replacing("~1", with: "/").replacing("~0", with: "~")]
      }
      guard let found = slice?.bytes, !found.isEmpty else { return PluginStatus.invalid.rawValue }
      value?.pointee = tunnel_bytes(data: found.baseAddress, size: found.count)
      return PluginStatus.ok.rawValue
    }
    return table
  }
}
