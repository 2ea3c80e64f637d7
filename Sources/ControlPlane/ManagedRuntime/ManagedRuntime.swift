import CurlHTTP
import NIOCore

/// What the service hands out for a `cloudflared` that it manages (dataplane spec CP-14): a secret, kept in memory only.
public struct ManagedRuntime: Sendable {
  /// The token that `cloudflared` runs with.
  public let token: String

  /// Nil when something is missing that a usable answer has.
  init?(body: ByteBuffer) {
    let needed = ["tunnel_id", "name", "account_id"].map { body.jsonString(at: "/cloudflare_tunnel/\($0)") }
    guard needed.allSatisfy({ $0.map(Self.isBlank) == false }), let token = body.jsonString(at: "/runtime_token"),
      !Self.isBlank(token)
    else { return nil }
    self.token = token
  }

  private static func isBlank(_ text: String) -> Bool {
    text.allSatisfy(\.isWhitespace)
  }

  /// Asks the service, up to three times.
  @NetworkLoop
  public static func fetch(
    _ settings: ControlPlaneSettings, serverInfo: ServerInfo
  ) async throws(ManagedRuntimeFailure) -> ManagedRuntime {
    var rule = ManagedRuntimeRule()
    var random = SystemRandomNumberGenerator()
    while true {
      switch rule.judge(await ask(settings, serverInfo), using: &random) {
      case .done(let runtime): return runtime
      case .failed(let failure): throw failure
      case .retry(let wait):
        do { try await LoopClock.sleep(for: wait) } catch { throw .cancelled }
      }
    }
  }

  @NetworkLoop
  private static func ask(
    _ settings: ControlPlaneSettings, _ serverInfo: ServerInfo
  ) async -> ManagedRuntimeRule.Outcome {
    let request = HTTPRequest(
      method: "GET", url: settings.url("/cloudflare/runtime"),
      headers: RequestHeaders(settings, serverInfo: serverInfo).unplaced, unixSocket: settings.unixSocket,
      timeout: settings.pollWait + settings.pollGuardrail, route: .controlPlane)
    do throws(HTTPFailure) {
      // What comes with an error is nobody's to read: it may quote the secret.
      let response = try await HTTPClient().send(request, bodyLimit: 1 << 20) { (200..<300).contains($0.status) }
      guard (200..<300).contains(response.head.status) else {
        return .refused(
          status: response.head.status,
          retryAfter: RetryAfter.parse(response.head.headers.first("retry-after"), now: WallClock.seconds()))
      }
      return ManagedRuntime(body: response.body).map { .answered($0) } ?? .unusable
    } catch {
      return error.source == .cancelled ? .cancelled : .unreachable(error.kind)
    }
  }
}
