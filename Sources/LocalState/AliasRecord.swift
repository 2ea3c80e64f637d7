/// A name for a tunnel on this machine (operator spec 15.3.1), over the record that holds it.
public struct AliasRecord: Sendable, Equatable {
  public private(set) var record: StateRecord

  /// Of a file.
  public init(_ record: StateRecord) {
    self.record = record
  }

  /// A new one.
  public init(alias: String, tunnelID: String) {
    self.init(StateRecord())
    record.set("alias", alias)
    self.tunnelID = tunnelID
    record.set("schema_version", StateDocument.schemaVersion)
  }

  public var alias: String { record.text("alias") ?? "" }

  public var tunnelID: String {
    get { record.text("tunnel_id") ?? "" }
    set { record.set("tunnel_id", newValue) }
  }

  public var name: String? {
    get { record.text("name") }
    set { record.set("name", newValue) }
  }

  public var description: String? {
    get { record.text("description") }
    set { record.set("description", newValue) }
  }

  /// How it was spelled when it was made (W-59).
  public var givenName: String? {
    get { record.text("given_name") }
    set { record.set("given_name", newValue) }
  }

  public var adminProfile: String? {
    get { record.text("admin_profile") }
    set { record.set("admin_profile", newValue) }
  }

  public var organizationIDs: [String] {
    get { record.texts("organization_ids") }
    set { record.set("organization_ids", newValue) }
  }

  public var workspaceIDs: [String] {
    get { record.texts("workspace_ids") }
    set { record.set("workspace_ids", newValue) }
  }

  public var tenantIDs: [String] {
    get { record.texts("tenant_ids") }
    set { record.set("tenant_ids", newValue) }
  }

  public var profileName: String? { record.text("profile_name") }
  public var profileFolder: String? { record.text("profile_dir") }
  public var healthURLFile: String? { record.text("health_url_file") }

  /// Nil: it was never connected. The peer has two names for it.
  public var profilePath: String? { record.text("profile_path") ?? record.text("config_path") }

  /// SHA-256 of the profile as `connect` wrote it: what differs from it is somebody's work (W-67).
  public var profileDigest: String? {
    get { record.text("profile_sha256") }
    set { record.set("profile_sha256", newValue) }
  }

  /// Where its profile is.
  public mutating func setProfile(name: String, folder: String, path: String, healthURLFile: String) {
    record.set("config_path", path)
    record.set("profile_name", name)
    record.set("profile_dir", folder)
    record.set("profile_path", path)
    record.set("health_url_file", healthURLFile)
  }

  /// Just changed.
  public mutating func touch() {
    record.set("updated_at", StateStore.now)
    record.set("schema_version", StateDocument.schemaVersion)
  }
}
