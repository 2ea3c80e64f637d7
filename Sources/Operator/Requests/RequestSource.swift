/// What the operator server asks about commands. A room of the core answers; nothing here knows who.
public protocol RequestSource: Sendable {
  /// The newest first.
  func requests(_ filter: RequestFilter) async -> [RequestRecord]
  /// Those that changed after `revision`, in the order of their changes, and the revision that this is.
  func requests(changedAfter revision: UInt64) async -> (records: [RequestRecord], revision: UInt64)
  /// By its sequence number, or the service's id. Nil when it is not remembered (any more).
  func request(_ id: String) async -> RequestDetails?
  /// Whether payloads are captured.
  func capture() async -> PayloadCapture
  /// Turns capturing on or off; after `duration` it is as it was configured.
  func setCapture(_ isOn: Bool, for duration: Duration?) async -> PayloadCapture
  /// Sends a command's message to its server again. Nothing of it reaches the control plane.
  func replay(_ id: String) async throws(ReplayRefusal) -> ReplayAnswer
  /// Sends a message to a channel's server. Nothing of it reaches the control plane.
  func replay(channel: String, message: [UInt8]) async throws(ReplayRefusal) -> ReplayAnswer
}
