/// The `cloudflared` that runs beside the tunnel (dataplane spec 26.6).
public struct CloudflaredSettings: Sendable, Equatable {
  /// Nil: the service is asked for one (managed).
  public var token: String?
  /// Nil: the program beside ours.
  public var path: String?
  public var readyTimeout: Duration
}
