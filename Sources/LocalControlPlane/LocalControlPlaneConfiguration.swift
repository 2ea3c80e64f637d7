public import HTTPServing

/// How a local control plane is set up.
public struct LocalControlPlaneConfiguration: Sendable {
  /// The one tunnel it serves.
  public var tunnelID: String
  /// Where it listens: a loopback address or a Unix socket.
  public var listen: ListenAddress
  /// The key of the tunnel client; nil makes a random one.
  public var apiKey: String?
  /// How long a caller waits for the answer of its command.
  public var responseTimeout: Duration
  /// A second, private Unix socket for the tunnel client; nil: it uses the same listener as the callers.
  public var controlSocket: String?
  /// A tunnel client that has not polled for so long is gone: callers are told at once.
  public var clientLastSeenTimeout: Duration
  /// What goes wrong on purpose for callers.
  public var faults: FaultInjection.Rates

  /// A configuration; every part has a default.
  public init(
    tunnelID: String = "tunnel_" + String(repeating: "2", count: 32),
    listen: ListenAddress = .tcp(host: "127.0.0.1", port: 0), apiKey: String? = nil,
    responseTimeout: Duration = .seconds(120), controlSocket: String? = nil,
    clientLastSeenTimeout: Duration = .seconds(20), faults: FaultInjection.Rates = FaultInjection.Rates()
  ) {
    self.tunnelID = tunnelID
    self.listen = listen
    self.apiKey = apiKey
    self.responseTimeout = responseTimeout
    self.controlSocket = controlSocket
    self.clientLastSeenTimeout = clientLastSeenTimeout
    self.faults = faults
  }
}
