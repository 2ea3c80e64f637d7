import HTTPServing
import NIOHTTP1

/// Who may do what on the operator server (operator spec 11.1, W-35, W-36). Decides and does nothing.
struct AccessPolicy: Sendable {
  enum Verdict: Equatable {
    case allowed
    case forbidden(String)
    case unauthorized
  }

  var allowsRemotePeers: Bool
  var allowsRemoteControl: Bool
  /// What peers on other machines must show.
  let token = AccessToken()
  /// What a browser shows instead after it has shown the token once: who steals it has nothing after a restart.
  let session = AccessToken()

  static let cookie = "tunnel_client_session"

  func verdict(on request: Request, _ kind: RouteClass) -> Verdict {
    // With remote peers allowed a proxy may stand before us: then only who also names this machine is on it.
    if request.isLocal, !allowsRemotePeers || request.namesLoopback { return .allowed }
    guard allowsRemotePeers else {
      return .forbidden("only peers on this machine may see this; --allow-remote-ui lets others in, with a token")
    }
    guard isAuthorized(request) else { return .unauthorized }
    guard kind == .read || allowsRemoteControl else {
      return .forbidden("peers on other machines may look but not act; --allow-remote-control lets them")
    }
    return .allowed
  }

  private func isAuthorized(_ request: Request) -> Bool {
    let bearer = request.headers["authorization"].contains { value in
      let parts = value.split(separator: " ", maxSplits: 1)
      return parts.count == 2 && parts[0].lowercased() == "bearer" && token.matches(parts[1])
    }
    return bearer || request.headers["cookie"].contains { isSession($0) }
  }

  private func isSession(_ cookies: String) -> Bool {
    cookies.split(separator: ";").contains { pair in
      let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
      return parts.count == 2 && parts[0] == Self.cookie && session.matches(parts[1])
    }
  }
}
