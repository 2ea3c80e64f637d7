internal import CTunnelPlugin

/// The status codes of the ABI (`tunnel_status`). Unknown negative values are errors too.
public struct PluginStatus: RawRepresentable, Equatable, Sendable {
  public let rawValue: Int32

  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  public static let ok = PluginStatus(rawValue: Int32(TUNNEL_OK))
  /// An argument is not acceptable; nothing happened.
  public static let invalid = PluginStatus(rawValue: Int32(TUNNEL_E_INVALID))
  /// The other side does not do that.
  public static let unsupported = PluginStatus(rawValue: Int32(TUNNEL_E_UNSUPPORTED))
  /// The operator did not grant this host service.
  public static let denied = PluginStatus(rawValue: Int32(TUNNEL_E_DENIED))
  /// The handle is unknown, finished or cancelled.
  public static let stale = PluginStatus(rawValue: Int32(TUNNEL_E_STALE))
  /// The peer is gone.
  public static let closed = PluginStatus(rawValue: Int32(TUNNEL_E_CLOSED))
  /// A size or count limit was reached.
  public static let limit = PluginStatus(rawValue: Int32(TUNNEL_E_LIMIT))
  public static let memory = PluginStatus(rawValue: Int32(TUNNEL_E_MEMORY))
  /// The operating system refused.
  public static let system = PluginStatus(rawValue: Int32(TUNNEL_E_SYSTEM))

  /// Whether this is not an error.
  public var isOK: Bool { rawValue >= 0 }
}
