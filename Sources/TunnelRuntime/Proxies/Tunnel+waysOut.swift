import ControlPlane
import CurlHTTP
import Operator
import PluginHost
import Trust

/// A way out and how to look at it.
struct WayToCheck: Sendable {
  let route: WayOut
  let url: String
  let id: HTTPRouteID
  let usesSocket: Bool
}

extension Tunnel {
  /// Every way out as it is now: what is said is what is used (dataplane W-58).
  var waysOut: [WayToCheck] {
    let channels = served.sorted { $0.name < $1.name }.compactMap { channel -> WayToCheck? in
      guard let url = channel.target.serverURL else { return nil }
      return way(.channel, channel.name, url, .binding(channel.name), usesSocket: channel.target.usesSocket)
    }
    return [
      way(
        .controlPlane, "control-plane", link.settings.baseURL, .controlPlane,
        usesSocket: link.settings.unixSocket != nil)
    ] + channels
  }

  private func way(
    _ kind: WayOut.Kind, _ name: String, _ url: String, _ id: HTTPRouteID, usesSocket: Bool
  ) -> WayToCheck {
    let origin = URLOrigin(url)
    let proxy = HTTPRoutes.shared.proxy(for: url, on: id, unixSocket: usesSocket)
    let route = WayOut(
      kind, name: name, target: usesSocket ? nil : origin.map { "\($0.host):\($0.port)" },
      proxy: proxy.map(WayOut.Proxy.init))
    return WayToCheck(route: route, url: url, id: id, usesSocket: usesSocket)
  }
}

extension WayOut.Proxy {
  init(_ proxy: HTTPProxy) {
    let shown = "\(proxy)"
    self.init(url: shown, id: SHA256.digits(shown.lowercased().utf8), source: proxy.source)
  }
}
