import Telemetry

/// The instruments that existing dashboards know carry these labels (dataplane spec section 24).
enum MetricScope: String {
  case controlPlane = "controlplane"
  case dispatcher
  case proxies = "proxyhealth"
  case httpClient = "go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

  func labels(_ own: [(String, String)] = []) -> Labels {
    let scope = [
      Label("otel_scope_name", rawValue), Label("otel_scope_version", version), Label("otel_scope_schema_url", ""),
    ]
    return Labels(scope + own.map { Label($0.0, $0.1) })
  }

  private var version: String { self == .httpClient ? "0.63.0" : "" }
}
