/// Where tunnels are managed, and where the key for that is (operator spec 15.3.3).
public struct AdminProfile: Sendable, Equatable {
  public static let defaultBaseURL = "https://api.openai.com"
  public static let defaultKey = "env:OPENAI_ADMIN_KEY"

  public private(set) var record: StateRecord

  /// Of a file.
  public init(_ record: StateRecord) {
    self.record = record
  }

  public init(name: String, baseURL: String = defaultBaseURL, urlPath: String? = nil, key: String = defaultKey) {
    self.init(StateRecord())
    self.name = name
    self.baseURL = baseURL
    self.urlPath = urlPath
    self.key = key
  }

  public var name: String {
    get { record.text("name") ?? "" }
    set { record.set("name", newValue) }
  }

  public var baseURL: String {
    get { record.text("control_plane_base_url") ?? Self.defaultBaseURL }
    set { record.set("control_plane_base_url", newValue) }
  }

  public var urlPath: String? {
    get { record.text("control_plane_url_path") }
    set { record.set("control_plane_url_path", newValue) }
  }

  /// A reference, never a key.
  public var key: String {
    get { record.text("admin_key") ?? Self.defaultKey }
    set { record.set("admin_key", newValue) }
  }

  public var updatedAt: String? { record.text("updated_at") }

  /// Just changed.
  public mutating func touch() {
    record.set("updated_at", StateStore.now)
    record.set("schema_version", StateDocument.schemaVersion)
  }
}
