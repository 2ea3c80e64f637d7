import PluginHost

/// What the companion is started with (dataplane spec CF-03). Pure.
struct CloudflaredLaunch: Sendable, Equatable {
  let program: String
  let arguments: [String]
  let environment: [String: String]

  /// Where Go looks for roots, beside what every child may know.
  private static let roots: Set<String> = ["SSL_CERT_FILE", "SSL_CERT_DIR"]

  /// `secrets`: values that no variable may hand on.
  init(program: String, port: Int, token: String, host: [String: String], secrets: Set<String>) {
    self.program = program
    arguments = ["tunnel", "--no-autoupdate", "--metrics", "127.0.0.1:\(port)", "run"]
    // The peer hands on everything, its API key included (W-66).
    var environment = host.filter { name, value in
      (ChildOptions.isHarmless(name) || Self.roots.contains(name) || Self.isOwn(name)) && value != token
        && !secrets.contains(value)
    }
    environment["TUNNEL_TOKEN"] = token
    environment["TUNNEL_MANAGEMENT_DIAGNOSTICS"] = "false"
    self.environment = environment
  }

  /// Its own settings (`TUNNEL_TRANSPORT_PROTOCOL`, …), which an operator may have set for it.
  private static func isOwn(_ name: String) -> Bool {
    name.hasPrefix("TUNNEL_") && !name.hasPrefix("TUNNEL_CLIENT_") && !name.hasPrefix("TUNNEL_INTEGRATION_")
  }
}
