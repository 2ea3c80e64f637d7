public import NIOCore

/// Writes server-sent events; each returns when the kernel has taken it. A batch costs one write.
public struct EventWriter: Sendable {
  private let writer: ResponseWriter

  init(_ writer: ResponseWriter) {
    self.writer = writer
  }

  /// Sends one event. `data` must not contain line breaks; compact JSON never does.
  public func send(_ name: String, id: UInt64? = nil, data: [UInt8]) async throws {
    var frame = ByteBuffer()
    Self.append(name, id: id, data: data, to: &frame)
    try await writer.write(frame)
  }

  /// Sends frames that were made with `append`.
  public func send(_ frames: ByteBuffer) async throws {
    if frames.readableBytes > 0 { try await writer.write(frames) }
  }

  /// Adds one event to `frames`.
  public static func append(_ name: String, id: UInt64? = nil, data: [UInt8], to frames: inout ByteBuffer) {
    frames.writeString("event: \(name)\n")
    if let id { frames.writeString("id: \(id)\n") }
    frames.writeString("data: ")
    frames.writeBytes(data)
    frames.writeString("\n\n")
  }
}
