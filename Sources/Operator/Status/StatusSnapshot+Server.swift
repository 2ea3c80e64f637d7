extension StatusSnapshot.Channel {
  /// The server behind a channel, in the words of the peer's API (operator spec 11.3.1).
  public struct Server: Sendable, Equatable {
    /// Whose server it is.
    public enum Kind: String, Sendable {
      case external
      case builtin
    }

    /// How it is reached.
    public enum Transport: String, Sendable {
      case streamableHTTP = "http-streamable"
      case stdio
      case inMemory = "in-memory"
      /// A plugin's own way.
      case unknown
    }

    /// What the last probe said.
    public enum Probe: String, Sendable {
      case pending
      case ok
      case authRequired = "auth-required"
      case timeout
      case failed
    }

    /// A fact for people.
    public struct Detail: Sendable, Equatable {
      /// What it is.
      public var key: String
      /// Without credentials.
      public var value: String

      /// A fact.
      public init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
      }
    }

    /// Whether calls are sent to it.
    public var isEnabled: Bool
    /// Whose server it is.
    public var kind: Kind
    /// How it is reached.
    public var transport: Transport
    /// Nil: nobody probes it.
    public var probe: Probe?
    /// Why the probe did not go well.
    public var probeError: String?
    /// Why it is not enabled.
    public var reason: String?
    /// What else is known.
    public var details: [Detail]

    /// A server.
    public init(
      isEnabled: Bool, kind: Kind, transport: Transport, probe: Probe? = nil, probeError: String? = nil,
      reason: String? = nil, details: [Detail] = []
    ) {
      self.isEnabled = isEnabled
      self.kind = kind
      self.transport = transport
      self.probe = probe
      self.probeError = probeError
      self.reason = reason
      self.details = details
    }

    var facts: [(name: String, value: HealthValue)] {
      [
        ("enabled", .flag(isEnabled)), ("server_kind", .text(kind.rawValue)),
        ("transport_kind", .text(transport.rawValue)), ("probe_status", .text(probe?.rawValue)),
        ("probe_error", .text(probeError)), ("reason", .text(reason)),
        (
          "details",
          details.isEmpty
            ? .none : .list(details.map { .object([("key", .text($0.key)), ("value", .text($0.value))]) })
        ),
      ]
    }
  }
}
