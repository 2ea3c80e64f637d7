import TunnelAdmin

/// Tunnels as people read them. What the service says is text of others: nothing in it moves a terminal's cursor.
enum TunnelText {
  /// One with all that is known of it (operator spec 14.6).
  static func block(_ tunnel: ManagedTunnel) -> String {
    var text = "Tunnel \(shown(tunnel.id))\n"
    let rows: [(String, String?)] = [
      ("Name", tunnel.name), ("Description", tunnel.description), ("Creator", tunnel.creator),
      ("Organizations", list(tunnel.organizationIDs) ?? ""), ("Workspaces", list(tunnel.workspaceIDs) ?? ""),
      ("Tenants", list(tunnel.tenantIDs)),
    ]
    for (label, value) in rows {
      guard let value else { continue }
      text += value.isEmpty ? "  \(label):\n" : "  \(label): \(shown(value))\n"
    }
    return text
  }

  /// Many, a line each (W-53).
  static func table(_ tunnels: [ManagedTunnel], hasMore: Bool) -> String {
    guard !tunnels.isEmpty else { return "No tunnels.\n" }
    let rows = tunnels.map { tunnel in
      [tunnel.id, tunnel.name, owners(tunnel), tunnel.description].map(shown)
    }
    let more = hasMore ? "More with --after \(shown(tunnels.last?.id ?? ""))\n" : ""
    return RequestTable.lines([["ID", "NAME", "BELONGS TO", "DESCRIPTION"]] + rows) + more
  }

  private static func owners(_ tunnel: ManagedTunnel) -> String {
    let all = (tunnel.organizationIDs ?? []) + (tunnel.workspaceIDs ?? [])
    return all.isEmpty ? "-" : all.joined(separator: ",")
  }

  private static func list(_ ids: [String]?) -> String? {
    ids.flatMap { $0.isEmpty ? nil : $0.joined(separator: ", ") }
  }

  /// One line, without control characters (C0, DEL, C1).
  static func shown(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      result.append(isControl ? " " : scalar)
    }
    return String(result)
  }
}
