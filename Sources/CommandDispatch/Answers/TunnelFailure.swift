import NIOCore
import PluginHost
import RawJSON

/// Where a command failed, for the caller and the service (`error.data.tunnel_failure`, dataplane spec 12.2, 12.3).
struct TunnelFailure: Sendable, Equatable {
  var source: String
  /// Finer; empty when there is nothing to add.
  var kind: String
  /// The status of the server's answer, for `target_http` only.
  var upstreamStatus: Int?
  /// The auth plugin that supplied no credential; it is named to the caller.
  var authPlugin: String?

  static func targetHTTP(status: Int, kind: String) -> TunnelFailure {
    TunnelFailure(source: "target_http", kind: kind, upstreamStatus: status)
  }

  static func `protocol`(_ kind: String) -> TunnelFailure {
    TunnelFailure(source: "protocol", kind: kind)
  }

  static let timeout = TunnelFailure(source: "timeout", kind: "timeout")

  static func clientInternal(_ kind: String = "unknown") -> TunnelFailure {
    TunnelFailure(source: "client_internal", kind: kind)
  }

  /// From what a plugin reported.
  init(_ outcome: ExchangeOutcome) {
    let (source, fallback): (String, String) =
      switch outcome.failure {
      case .dns: ("dns", "dns")
      case .tls: ("tls", "tls")
      case .connect: ("connect", "dial")
      case .closed: ("transport_closed", "connection_closed")
      case .timeout: ("timeout", "timeout")
      case .protocol: ("protocol", "invalid_protocol_response")
      case .internal, .unsupported, .none: ("client_internal", "unknown")
      }
    self.init(source: source, kind: Self.isWireKind(outcome.kind) ? outcome.kind : fallback)
    authPlugin = outcome.authPlugin
  }

  init(source: String, kind: String, upstreamStatus: Int? = nil) {
    self.source = source
    self.kind = kind
    self.upstreamStatus = upstreamStatus
  }

  /// A kind goes out to the service only in the shape that its schema allows; a plugin's free text does not.
  private static func isWireKind(_ kind: String) -> Bool {
    (1...64).contains(kind.utf8.count) && kind.utf8.allSatisfy { (97...122).contains($0) || $0 == 95 }
  }

  /// The synthesized JSON-RPC error (ER-04) with the raw id token of the request. It never holds a URL, a body or an
  /// exception's text.
  func message(id: ByteBuffer, code: Int) -> [ByteBuffer] {
    var back = Array(",\"error\":{\"code\":-32603,\"message\":".utf8)
    let reason = authPlugin.map { ": the auth plugin \($0) supplied no credential" } ?? ""
    JSONQuoting.append(ReasonPhrase.of(code) + reason, to: &back)
    back += Array(",\"data\":{\"tunnel_failure\":{\"version\":1,\"source\":".utf8)
    JSONQuoting.append(source, to: &back)
    if !kind.isEmpty {
      back += Array(",\"transport_error_kind\":".utf8)
      JSONQuoting.append(kind, to: &back)
    }
    back += Array(",\"upstream_response_received\":\(upstreamStatus != nil)".utf8)
    if let upstreamStatus { back += Array(",\"upstream_status\":\(upstreamStatus)".utf8) }
    back += Array("}}}}".utf8)
    return [ByteBuffer(string: "{\"jsonrpc\":\"2.0\",\"id\":"), id, ByteBuffer(bytes: back)]
  }
}
