import Configuration
import ControlPlane
import TunnelRuntime

/// Whether the control plane has what a managed cloudflared runs with (dataplane spec CO-02). The token is not kept.
struct ManagedRuntimeCheck {
  let tunnel: Tunnel

  static let id = "cloudflared_runtime"

  static func isWanted(_ settings: Settings) -> Bool {
    settings.cloudflared.map { $0.token == nil } ?? false
  }

  func run() async -> CheckResult {
    do throws(ManagedRuntimeFailure) {
      _ = try await tunnel.managedRuntime()
      return CheckResult(Self.id, .pass, "the control plane has a cloudflared runtime for this tunnel")
    } catch {
      return CheckResult(
        Self.id, .fail, "\(error)", why: "`run` starts cloudflared with the token that the control plane gives it.",
        evidence: ["GET cloudflare/runtime: \(error)"],
        next: ["Switch it on for the tunnel: \(WebPages.tunnels)", "Or give a token with --cloudflared.token"],
        code: .managedRuntime)
    }
  }
}
