import CTunnelPlugin
import CurlHTTP
import NIOCore
import Synchronization

/// A request that a plugin started, and the way of its answer back to the plugin's callbacks.
@NetworkLoop
final class PluginRequest: HTTPReceiver {
  typealias OnHead = @convention(c) (UnsafeMutableRawPointer?, tunnel_http, Int32, tunnel_headers) -> UInt32
  typealias OnData = @convention(c) (UnsafeMutableRawPointer?, tunnel_http, tunnel_bytes) -> Void
  typealias OnDone =
    @convention(c) (UnsafeMutableRawPointer?, tunnel_http, UnsafePointer<tunnel_http_result>?) -> Void

  /// `@unchecked Sendable`: the functions are called on the loop only, with the plugin's own pointer.
  struct Callbacks: @unchecked Sendable {
    let user: UnsafeMutableRawPointer?
    let onHead: OnHead
    let onData: OnData?
    let onDone: OnDone
  }

  private let request: HTTPRequest
  private let callbacks: Callbacks
  private let context: HostContext
  private let bodyLimit: Int
  private var handle: UInt64 = 0
  private var transfer: HTTPTransfer?
  private var collects = false
  /// Bytes accepted for a streamed body that libcurl has not taken yet; added to from any thread.
  private nonisolated let reserved = Atomic<Int>(0)

  nonisolated init(_ request: HTTPRequest, _ callbacks: Callbacks, context: HostContext, bodyLimit: Int) {
    self.request = request
    self.callbacks = callbacks
    self.context = context
    self.bodyLimit = bodyLimit
  }

  func begin(as handle: UInt64) {
    self.handle = handle
    transfer = HTTPClient().start(request, receiver: self, bodyLimit: bodyLimit)
  }

  func cancel() {
    transfer?.cancel()
  }

  /// Whether more bytes may wait; they count until libcurl has taken them.
  nonisolated func reserve(_ count: Int) -> Bool {
    let before = reserved.wrappingAdd(count, ordering: .relaxed).oldValue
    if before <= HTTPService.writeLimit { return true }
    reserved.wrappingSubtract(count, ordering: .relaxed)
    return false
  }

  func write(_ bytes: ByteBuffer, end: Bool) {
    transfer?.write(bytes, end: end)
  }

  // MARK: HTTPReceiver

  func head(_ head: HTTPResponseHead, of transfer: HTTPTransfer) -> HTTPBodyHandling {
    guard !context.hasEnded else { return .cancel }
    let wish = head.headers.withCHeaders { headers in
      callbacks.onHead(callbacks.user, handle, Int32(head.status), headers)
    }
    switch Int(wish) {
    case Int(TUNNEL_HTTP_BODY_STREAM): return callbacks.onData == nil ? .discard : .stream
    case Int(TUNNEL_HTTP_BODY_COLLECT):
      collects = true
      return .collect
    case Int(TUNNEL_HTTP_BODY_CANCEL): return .cancel
    default: return .discard
    }
  }

  func sent(_ count: Int, of transfer: HTTPTransfer) {
    // Only what ``reserve(_:)`` has counted: a body that was given whole never was.
    if case .streamed = request.body { reserved.wrappingSubtract(count, ordering: .relaxed) }
  }

  func data(_ data: UnsafeRawBufferPointer, of transfer: HTTPTransfer) {
    guard !context.hasEnded else { return }
    callbacks.onData?(callbacks.user, handle, tunnel_bytes(data))
  }

  func done(_ failure: HTTPFailure?, of transfer: HTTPTransfer) {
    self.transfer = nil
    context.requests.withLock { _ = $0.remove(handle) }
    guard !context.hasEnded else { return }
    var result = tunnel_http_result()
    result.size = UInt32(MemoryLayout<tunnel_http_result>.size)
    result.error = failure.map(Self.code) ?? UInt32(TUNNEL_HTTP_OK)
    result.status = Int32(transfer.status)
    if collects { result.body = context.buffers.adopt(transfer.body) }
    withExtendedLifetime(transfer.body) {
      result.bytes = transfer.body.withUnsafeReadableBytesWithStorageManagement { bytes, _ in tunnel_bytes(bytes) }
      var kind = failure?.kind ?? ""
      var detail = failure?.detail ?? ""
      kind.withUTF8 { kind in
        detail.withUTF8 { detail in
          result.kind = tunnel_string(UnsafeRawBufferPointer(kind))
          result.detail = tunnel_string(UnsafeRawBufferPointer(detail))
          callbacks.onDone(callbacks.user, handle, &result)
        }
      }
    }
    // The plugin may have released it for us; then this is a fault of its own that the table reports as stale.
    if result.body != 0 { _ = context.buffers.release(result.body) }
  }

  private static func code(_ failure: HTTPFailure) -> UInt32 {
    switch failure.source {
    case .dns: UInt32(TUNNEL_HTTP_ERROR_DNS)
    case .tls: UInt32(TUNNEL_HTTP_ERROR_TLS)
    case .connect: UInt32(TUNNEL_HTTP_ERROR_CONNECT)
    case .closed: UInt32(TUNNEL_HTTP_ERROR_CLOSED)
    case .timeout: UInt32(TUNNEL_HTTP_ERROR_TIMEOUT)
    case .protocol: UInt32(TUNNEL_HTTP_ERROR_PROTOCOL)
    case .internal: UInt32(TUNNEL_HTTP_ERROR_INTERNAL)
    case .tooLarge: UInt32(TUNNEL_HTTP_ERROR_TOO_LARGE)
    case .cancelled: UInt32(TUNNEL_HTTP_ERROR_CANCELLED)
    }
  }
}
