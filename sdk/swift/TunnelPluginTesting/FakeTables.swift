internal import CTunnelPlugin
internal import TunnelPluginKit

/// The C tables of the fake host, at addresses that do not move.
final class FakeTables {
  private let tables: [HostService: UnsafeMutableRawPointer]

  init() {
    tables = Dictionary(uniqueKeysWithValues: HostService.allCases.map { ($0, Self.make($0)) })
  }

  deinit {
    for table in tables.values { table.deallocate() }
  }

  func table(of service: HostService) -> UnsafeRawPointer? {
    tables[service].map { UnsafeRawPointer($0) }
  }

  private static func make(_ service: HostService) -> UnsafeMutableRawPointer {
    switch service {
    case .exchange: place(tunnel_host_exchange.fake)
    case .buffer: place(tunnel_host_buffer.fake)
    case .json: place(tunnel_host_json.fake)
    case .log: place(tunnel_host_log.fake)
    case .timer: place(tunnel_host_timer.fake)
    case .http: place(tunnel_host_http.fake)
    case .process: place(tunnel_host_process.fake)
    case .readiness: place(tunnel_host_readiness.fake)
    case .auth: place(tunnel_host_auth.fake)
    case .operator: place(tunnel_host_operator.fake)
    case .metrics: place(tunnel_host_metrics.fake)
    case .oauth: place(tunnel_host_oauth.fake)
    case .state: place(tunnel_host_state.fake)
    case .secret: place(tunnel_host_secret.fake)
    }
  }

  private static func place<Table>(_ table: Table) -> UnsafeMutableRawPointer {
    let place = UnsafeMutablePointer<Table>.allocate(capacity: 1)
    place.initialize(to: table)
    return UnsafeMutableRawPointer(place)
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
