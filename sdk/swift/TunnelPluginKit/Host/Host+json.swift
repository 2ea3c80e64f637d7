internal import CTunnelPlugin

extension Host {
  /// What kind of JSON-RPC message this is. Stops as soon as it knows; the rest may still turn out to be malformed.
  public func inspect(_ bytes: UnsafeRawBufferPointer) -> RPCMessage {
    var message = tunnel_jsonrpc()
    message.size = UInt32(MemoryLayout<tunnel_jsonrpc>.size)
    guard let inspect = jsonTable.pointee.inspect, inspect(pointer, tunnel_bytes(bytes), &message) >= 0 else {
      return RPCMessage(kind: .invalid, id: UnsafeRawBufferPointer(start: nil, count: 0), method: BorrowedText())
    }
    return RPCMessage(
      kind: RPCMessage.Kind(rawValue: message.kind) ?? .invalid, id: UnsafeRawBufferPointer(message.id),
      method: BorrowedText(message.method))
  }

  /// The raw value at a JSON Pointer (RFC 6901, object members only), strings with their quotes.
  public func find(_ pointer: StaticString, in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    find(pointer.cString, bytes)
  }

  /// The same for a pointer that is made at run time.
  public func find(_ pointer: String, in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    pointer.withCString { find($0, bytes) }
  }

  private func find(_ path: UnsafePointer<CChar>, _ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var value = tunnel_bytes()
    guard let find = jsonTable.pointee.find, find(pointer, tunnel_bytes(bytes), path, &value) >= 0 else { return nil }
    return UnsafeRawBufferPointer(value)
  }
}
