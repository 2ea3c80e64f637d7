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

  /// A configuration; every part has a default.
  public init(
    tunnelID: String = "tunnel_" + String(repeating: "2", count: 32),
    listen: ListenAddress = .tcp(host: "127.0.0.1", port: 0), apiKey: String? = nil,
    responseTimeout: Duration = .seconds(120)
  ) {
    self.tunnelID = tunnelID
    self.listen = listen
    self.apiKey = apiKey
    self.responseTimeout = responseTimeout
  }
}
