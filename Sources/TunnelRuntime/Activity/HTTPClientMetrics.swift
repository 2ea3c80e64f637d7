import CurlHTTP
import NIOCore
import Telemetry

/// The client's requests to the control plane and to MCP servers (dataplane spec 24.6). A handle is found by the exact
/// URL, of which there are few; what is over the bound is counted under a name of its own (W-61).
@NetworkLoop
final class HTTPClientMetrics: HTTPObserver {
  private struct Key: Hashable {
    let method: String
    let url: String
    let status: Int
    let version: HTTPObservation.ProtocolVersion
  }

  private struct Series {
    let duration: Histogram
    let bodySize: Histogram
  }

  private let registry: Registry
  private var known: [Key: Series] = [:]
  private var places: Set<String> = []

  private static let mostKeys = 1024
  private static let mostPlaces = 64

  nonisolated init(_ registry: Registry) {
    self.registry = registry
  }

  func answered(_ request: HTTPRequest, _ observation: HTTPObservation) {
    let key = Key(
      method: request.method, url: request.url, status: observation.status, version: observation.version)
    let series: Series
    if let found = known[key] {
      series = found
    } else {
      if known.count >= Self.mostKeys { known.removeAll() }
      series = make(key)
      known[key] = series
    }
    series.duration.observe(seconds: observation.after)
    if let bytes = observation.sentBytes { series.bodySize.observe(Double(bytes)) }
  }

  private func make(_ key: Key) -> Series {
    var origin = URLOrigin(key.url)
    var route = Self.path(of: key.url)
    let place = "\(origin?.scheme ?? "")://\(origin?.host ?? ""):\(origin?.port ?? "")\(route)"
    if !places.contains(place) {
      if places.count < Self.mostPlaces {
        places.insert(place)
      } else {
        (origin, route) = (nil, "__other__")
      }
    }
    let labels = MetricScope.httpClient.labels([
      ("http_request_method", Self.methods.value(key.method)), ("http_response_status_code", "\(key.status)"),
      ("http_route", route), ("network_protocol_name", "http"), ("network_protocol_version", key.version.rawValue),
      ("server_address", origin?.host ?? "__other__"), ("server_port", origin?.port ?? ""),
      ("url_scheme", origin?.scheme ?? ""),
    ])
    return Series(
      duration: registry.histogram(
        "http_client_request_duration_seconds", help: "From the start of a request to the head of its answer",
        labels: labels, bounds: Self.bounds),
      bodySize: registry.histogram(
        "http_client_request_body_size_bytes", help: "Size of request bodies", labels: labels,
        bounds: Histogram.bytes))
  }

  private static let methods = BoundedLabels(["GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS"])
  /// The peer's (24.7), which are fine for this one.
  private static let bounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

  /// Escaped as it is, without the query, which may carry a secret.
  private static func path(of url: String) -> String {
    let rest = url.utf8.firstIndex(of: UInt8(ascii: ":")).map { url[$0...].dropFirst(3) } ?? url[...]
    guard let slash = rest.firstIndex(of: "/") else { return "/" }
    return String(rest[slash...].prefix { $0 != "?" && $0 != "#" })
  }
}
