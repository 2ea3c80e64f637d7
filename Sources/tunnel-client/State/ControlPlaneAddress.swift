import Configuration
import Runtimes

/// Where a control plane is, checked by the validator that `run` has (W-62).
enum ControlPlaneAddress {
  /// `admin`: an admin key goes there, and never in the clear to another machine (W-54).
  static func check(baseURL: String, urlPath: String?, admin: Bool) throws(Failure) {
    let profile = RuntimeProfile(
      baseURL: baseURL, urlPath: urlPath, tunnelID: "tunnel_" + String(repeating: "0", count: 32),
      key: "env:CONTROL_PLANE_API_KEY", healthURLFile: "/tmp/url", logFile: "/tmp/log", target: .command("true"))
    let flags = [
      "control_plane.base_url": "--control-plane-base-url", "control_plane.url_path": "--control-plane-url-path",
    ]
    let problems = ProfileText.check(profile.bytes, path: "").problems.compactMap { problem in
      flags[problem.source.name].map {
        ConfigurationProblem(source: .flag($0), message: problem.message, fix: problem.fix)
      }
    }
    guard problems.isEmpty else { throw Failure(ConfigurationError(problems: problems)) }
    guard admin, baseURL.lowercased().hasPrefix("http://"), !isLoopback(baseURL) else { return }
    throw Failure(
      .usage, "--control-plane-base-url: an admin key does not go to another machine over plain http",
      hint: "use https://")
  }

  private static func isLoopback(_ url: String) -> Bool {
    let host = url.dropFirst("http://".count).prefix { !"/?#".contains($0) }.lowercased()
    return ["localhost", "127.0.0.1", "[::1]"].contains { host == $0 || host.hasPrefix($0 + ":") }
  }
}
