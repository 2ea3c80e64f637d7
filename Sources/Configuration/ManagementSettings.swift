/// What commands need that manage tunnels: where the control plane is, the way there, and a key.
public struct ManagementSettings: Sendable {
  /// Scheme, host and perhaps a port.
  public var baseURL: String
  /// Empty, or a path that every route is under.
  public var urlPath: String
  public var organizationID: String
  public var key: String
  /// What named the key.
  public var keySource: SettingSource
  public var headers: HeaderSettings
  /// For the control plane; no bindings.
  public var network: NetworkSettings

  /// What must not appear in any output.
  public var secrets: [String] { [key] + headers.secrets + network.secrets }
}
