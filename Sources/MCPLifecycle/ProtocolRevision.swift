/// The revisions of MCP that this room knows (MCP 2026-07-28, Versioning, Terminology).
enum ProtocolRevision {
  /// Version, identity and capabilities travel with each request.
  static let modern = "2026-07-28"
  /// An `initialize` handshake opens a session; newest first.
  static let legacy = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
  static let newestLegacy = "2025-11-25"

  /// What a legacy caller is told that asked for `requested`, by a server that speaks up to `negotiated`.
  ///
  /// The older of both, when both are known: later legacy revisions only add to earlier ones, and a client ends the
  /// session when it does not know the version that it is told (2025-11-25, Lifecycle, Version Negotiation).
  static func answer(to requested: String?, negotiated: String) -> String {
    guard let requested, let own = legacy.firstIndex(of: requested) else { return negotiated }
    guard let limit = legacy.firstIndex(of: negotiated) else { return negotiated }
    return legacy[max(own, limit)]
  }
}
