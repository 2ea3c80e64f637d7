/// One way out of the process: to whom, and through whose proxy (operator spec 11.3.2).
public struct WayOut: Sendable, Hashable {
  /// What is at its end.
  public enum Kind: String, Sendable, CaseIterable {
    case controlPlane = "control_plane"
    case channel = "mcp_channel"
    case harpoonTarget = "harpoon_target"
  }

  /// What stands in between.
  public struct Proxy: Sendable, Hashable {
    /// Scheme, host and port; no user information.
    public var url: String
    /// The SHA-256 of that in lower case, in hexadecimal digits.
    public var id: String
    /// The flag or the variable that names it.
    public var source: String

    /// A proxy.
    public init(url: String, id: String, source: String) {
      self.url = url
      self.id = id
      self.source = source
    }
  }

  /// What is at its end.
  public var kind: Kind
  /// `control-plane`, the channel's name, or the target's label.
  public var name: String
  /// `host:port`.
  public var target: String?
  /// Nil: it is direct.
  public var proxy: Proxy?

  /// A way.
  public init(_ kind: Kind, name: String, target: String?, proxy: Proxy? = nil) {
    self.kind = kind
    self.name = name
    self.target = target
    self.proxy = proxy
  }

  var facts: [(name: String, value: HealthValue)] {
    [
      ("kind", .text(kind.rawValue)), ("name", .text(name)), ("target", .text(target)),
      ("route_mode", .text(proxy == nil ? "direct" : "proxy")), ("proxy_source", .text(proxy?.source ?? "none")),
      ("proxy_url", .text(proxy?.url)), ("proxy_id", .text(proxy?.id)),
    ]
  }
}
