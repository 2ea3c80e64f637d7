import CurlHTTP
import MCPLifecycle
import NIOCore
import PluginHost

extension Binding.Call {
  /// The call in the words of the server's era.
  func translated(by translation: Translation) -> Binding.Call {
    var call = self
    call.headers = headers.changed(by: translation.headers)
    guard !translation.edits.isEmpty else { return call }
    call.message = ByteBuffer(bytes: message.withUnsafeReadableBytes { translation.edits.applied(to: $0) })
    call.id = id.map { translation.edits.moved($0) }
    call.method = method.map { translation.edits.moved($0) }
    return call
  }
}

extension ByteBuffer {
  init(joining parts: [ByteBuffer]) {
    guard parts.count != 1, let first = parts.first else {
      self = parts.first ?? ByteBuffer()
      return
    }
    self = first
    for var part in parts.dropFirst() { writeBuffer(&part) }
  }
}
