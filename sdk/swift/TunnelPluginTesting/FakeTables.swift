internal import CTunnelPlugin
internal import TunnelPluginKit

/// The C tables of the fake host, at addresses that do not move.
final class FakeTables {
  private let exchange = UnsafeMutablePointer<tunnel_host_exchange>.allocate(capacity: 1)
  private let buffer = UnsafeMutablePointer<tunnel_host_buffer>.allocate(capacity: 1)
  private let json = UnsafeMutablePointer<tunnel_host_json>.allocate(capacity: 1)
  private let log = UnsafeMutablePointer<tunnel_host_log>.allocate(capacity: 1)
  private let timer = UnsafeMutablePointer<tunnel_host_timer>.allocate(capacity: 1)
  private let http = UnsafeMutablePointer<tunnel_host_http>.allocate(capacity: 1)
  private let process = UnsafeMutablePointer<tunnel_host_process>.allocate(capacity: 1)
  private let readiness = UnsafeMutablePointer<tunnel_host_readiness>.allocate(capacity: 1)
  private let auth = UnsafeMutablePointer<tunnel_host_auth>.allocate(capacity: 1)
  private let `operator` = UnsafeMutablePointer<tunnel_host_operator>.allocate(capacity: 1)
  private let metrics = UnsafeMutablePointer<tunnel_host_metrics>.allocate(capacity: 1)
  private let oauth = UnsafeMutablePointer<tunnel_host_oauth>.allocate(capacity: 1)
  private let state = UnsafeMutablePointer<tunnel_host_state>.allocate(capacity: 1)
  private let secret = UnsafeMutablePointer<tunnel_host_secret>.allocate(capacity: 1)

  init() {
    exchange.initialize(to: .fake)
    buffer.initialize(to: .fake)
    json.initialize(to: .fake)
    log.initialize(to: .fake)
    timer.initialize(to: .fake)
    http.initialize(to: .fake)
    process.initialize(to: .fake)
    readiness.initialize(to: .fake)
    auth.initialize(to: .fake)
    `operator`.initialize(to: .fake)
    secret.initialize(to: .fake)
    state.initialize(to: .fake)
    oauth.initialize(to: .fake)
    metrics.initialize(to: .fake)
  }

  deinit {
    exchange.deallocate()
    buffer.deallocate()
    json.deallocate()
    log.deallocate()
    timer.deallocate()
    http.deallocate()
    process.deallocate()
    readiness.deallocate()
    auth.deallocate()
    `operator`.deallocate()
    secret.deallocate()
    state.deallocate()
    oauth.deallocate()
    metrics.deallocate()
  }

  func table(of service: HostService) -> UnsafeRawPointer {
    switch service {
    case .exchange: UnsafeRawPointer(exchange)
    case .buffer: UnsafeRawPointer(buffer)
    case .json: UnsafeRawPointer(json)
    case .log: UnsafeRawPointer(log)
    case .timer: UnsafeRawPointer(timer)
    case .http: UnsafeRawPointer(http)
    case .process: UnsafeRawPointer(process)
    case .readiness: UnsafeRawPointer(readiness)
    case .auth: UnsafeRawPointer(auth)
    case .operator: UnsafeRawPointer(`operator`)
    case .secret: UnsafeRawPointer(secret)
    case .state: UnsafeRawPointer(state)
    case .oauth: UnsafeRawPointer(oauth)
    case .metrics: UnsafeRawPointer(metrics)
    }
  }

  static func text(_ string: tunnel_string) -> String {
    String(decoding: UnsafeRawBufferPointer(start: string.data, count: string.size), as: UTF8.self)
  }

  static func text(_ bytes: tunnel_bytes) -> String {
    String(decoding: UnsafeRawBufferPointer(start: bytes.data, count: bytes.size), as: UTF8.self)
  }

  static func raw(_ bytes: tunnel_bytes) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: bytes.data, count: bytes.size)
  }

  static func string(_ text: StableText) -> tunnel_string {
    let bytes = text.text.bytes
    return tunnel_string(data: bytes.baseAddress?.assumingMemoryBound(to: CChar.self), size: bytes.count)
  }

  static func fields(_ headers: tunnel_headers) -> [(name: String, value: String)] {
    UnsafeBufferPointer(start: headers.items, count: headers.count).map { (text($0.name), text($0.value)) }
  }

  static func withHeaders<Result>(
    _ fields: [(name: String, value: String)], _ body: (tunnel_headers) -> Result
  ) -> Result {
    let stable = fields.map { (name: StableText($0.name), value: StableText($0.value)) }
    return withExtendedLifetime(stable) {
      stable.map { tunnel_header(name: string($0.name), value: string($0.value)) }.withUnsafeBufferPointer {
        body(tunnel_headers(items: $0.baseAddress, count: $0.count))
      }
    }
  }
}
