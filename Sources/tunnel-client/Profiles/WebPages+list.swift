import Configuration

extension WebPages {
  /// Under the names that help and `init` give them.
  static let byName = [
    "tunnels": tunnels, "runtime_keys": runtimeKeys, "admin_keys": adminKeys, "connectors": connectors,
  ]

  /// For people, a line each.
  static let list = """
    Tunnels:       \(tunnels)
    Runtime keys:  \(runtimeKeys)
    Admin keys:    \(adminKeys)
    Connectors:    \(connectors)
    """
}
