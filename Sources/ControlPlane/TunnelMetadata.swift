import CurlHTTP
import NIOCore
import RawJSON

/// What the service knows of the tunnel: its name for people (dataplane spec CP-13).
public struct TunnelMetadata: Sendable {
  public let name: String
  public let description: String
  /// The `Date` of the answer.
  public let date: String?

  /// Asks the service once.
  ///
  /// - Throws: why there was no usable answer, for a log line.
  @NetworkLoop
  public static func fetch(_ settings: ControlPlaneSettings, serverInfo: ServerInfo) async throws(MetadataFailure)
    -> TunnelMetadata
  {
    let request = HTTPRequest(
      method: "GET", url: settings.url(""), headers: RequestHeaders(settings, serverInfo: serverInfo).unplaced,
      unixSocket: settings.unixSocket, timeout: settings.pollWait + settings.pollGuardrail,
      route: .controlPlane)
    let response: HTTPResponse
    do throws(HTTPFailure) {
      response = try await HTTPClient().send(request, bodyLimit: 1 << 20)
    } catch {
      throw MetadataFailure(status: nil, date: nil, description: "\(error.kind): \(error.detail)")
    }
    guard (200..<300).contains(response.head.status) else {
      throw MetadataFailure(
        status: response.head.status, date: response.head.headers.first("date"),
        description: ServiceError(status: response.head.status, body: response.body).description)
    }
    return TunnelMetadata(
      name: response.body.jsonString(at: "/name") ?? "",
      description: response.body.jsonString(at: "/description") ?? "", date: response.head.headers.first("date"))
  }
}

/// Why the tunnel's metadata could not be had.
public struct MetadataFailure: Error, Sendable, CustomStringConvertible {
  /// The service's answer; nil when there was none.
  public let status: Int?
  /// The `Date` of the answer.
  public let date: String?
  public let description: String
}
