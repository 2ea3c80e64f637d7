internal import CTunnelPlugin

/// One owned reference to a refcounted buffer of the host, released when it goes out of scope.
///
/// Written by its one owner, then frozen by its first use as a message or a request body.
public struct HostBuffer: ~Copyable {
  public let reference: BufferReference
  private let host: UnsafePointer<tunnel_host>
  private let table: UnsafePointer<tunnel_host_buffer>

  /// A new empty buffer. `capacity` is a hint in bytes.
  public init(_ host: Host, capacity: Int = 0) throws(PluginError) {
    let handle = host.bufferTable.pointee.create?(host.pointer, capacity) ?? 0
    guard handle != 0 else { throw PluginError(.memory, "the host has no memory for a buffer of \(capacity) bytes") }
    reference = BufferReference(rawValue: handle)
    self.host = host.pointer
    table = host.bufferTable
  }

  deinit {
    _ = table.pointee.release?(host, reference.rawValue)
  }

  /// Appends a copy of `bytes`: `.limit` past the host's message limit, `.invalid` once frozen.
  public borrowing func append(_ bytes: UnsafeRawBufferPointer) -> PluginStatus {
    guard let append = table.pointee.append else { return .unsupported }
    return PluginStatus(rawValue: append(host, reference.rawValue, tunnel_bytes(bytes)))
  }

  /// The contents, and freezes the buffer: valid as long as this reference.
  public borrowing func contents() -> UnsafeRawBufferPointer {
    var contents = tunnel_bytes()
    guard let view = table.pointee.view, view(host, reference.rawValue, &contents) >= 0 else {
      return UnsafeRawBufferPointer(start: nil, count: 0)
    }
    return UnsafeRawBufferPointer(contents)
  }
}
