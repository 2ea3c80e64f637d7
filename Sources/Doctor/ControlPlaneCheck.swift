import Configuration
import ControlPlane
import CurlHTTP
import TunnelRuntime

/// Whether the control plane knows the tunnel and takes the key: the tunnel's metadata, over the very way that `run`
/// takes. It does not poll: that would take commands away from a client that is running (operator spec W-25).
struct ControlPlaneCheck {
  let settings: Settings
  let tunnel: Tunnel

  static let id = "control_plane_auth"

  static func skipped() -> CheckResult {
    CheckResult(id, .skip, "not asked, because of --offline")
  }

  func run() async -> [CheckResult] {
    let way = settings.network.controlPlaneProxy.map { " through the proxy of \($0.source)" } ?? ""
    do throws(MetadataFailure) {
      let metadata = try await tunnel.metadata()
      let name = metadata.name.isEmpty ? "the tunnel" : "\"\(metadata.name)\""
      return [CheckResult(Self.id, .pass, "the control plane knows \(name)\(way)")] + clock(metadata.date)
    } catch {
      let failed = CheckResult(
        Self.id, .fail, error.description, why: "Without the control plane no command comes.",
        evidence: ["GET the tunnel's metadata from \(settings.controlPlane.baseURL)\(way): \(error)"],
        next: next(error), code: code(error))
      return [failed] + clock(error.date)
    }
  }

  private func clock(_ date: String?) -> [CheckResult] { ClockCheck.run(date: date).map { [$0] } ?? [] }

  private func code(_ failure: MetadataFailure) -> CheckCode {
    switch failure.status {
    case 401: .unauthorized
    case 403: .forbidden
    case 404: .tunnelNotFound
    case nil: .controlPlaneUnreachable
    default: .controlPlaneError
    }
  }

  private func next(_ failure: MetadataFailure) -> [String] {
    switch failure.status {
    case 401:
      ["Use a runtime key of the tunnel's organization, not an admin key: \(WebPages.runtimeKeys)"]
    case 403:
      [
        "Give the key Read and Use permission for tunnels: \(WebPages.runtimeKeys)",
        "Set --control-plane.organization-id when the key belongs to several organizations",
      ]
    case 404:
      [
        "Compare the tunnel id with \(WebPages.tunnels)",
        "Check --control-plane.base-url and --control-plane.url-path",
      ]
    case nil:
      [
        "Check that this machine may connect to \(settings.controlPlane.baseURL)",
        "Behind a proxy: set --http-proxy; with a private CA: set --ca-bundle",
      ]
    default: ["Try again; when it stays, send the request id in the message to support"]
    }
  }
}
