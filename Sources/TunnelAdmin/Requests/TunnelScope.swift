/// Whose tunnels a list shows (operator spec 14.4).
public enum TunnelScope: Sendable, Hashable {
  case organization(String)
  case workspace(String)
  case tenant(String)

  var query: (name: String, value: String) {
    switch self {
    case .organization(let id): ("organization_id", id)
    case .workspace(let id): ("workspace_id", id)
    case .tenant(let id): ("tenant_id", id)
    }
  }
}
