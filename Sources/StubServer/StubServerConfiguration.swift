public import HTTPServing

/// How a development MCP server is set up.
public struct StubServerConfiguration: Sendable {
  /// How callers get their tokens.
  public struct Authorization: Sendable {
    /// Says yes to every authorization request without asking a person.
    public var approvesAlone = false
    /// Further URLs that tokens are given out for: the server's own as callers behind a tunnel know it.
    public var furtherResources: [String] = []
    /// How long an access token is good for.
    public var tokenLifetime = Duration.seconds(3600)

    /// A person is asked.
    public init() {}
  }

  /// Where it listens: loopback, or a Unix socket.
  public var listen: ListenAddress
  /// The plugin's configuration, a JSON object.
  public var pluginConfiguration: String
  /// Nil: everybody may call.
  public var authorization: Authorization?
  /// What goes wrong on purpose.
  public var faults: FaultInjection.Rates

  /// An open server without faults.
  public init(
    listen: ListenAddress = .tcp(host: "127.0.0.1", port: 0), pluginConfiguration: String = "{}",
    authorization: Authorization? = nil, faults: FaultInjection.Rates = FaultInjection.Rates()
  ) {
    self.listen = listen
    self.pluginConfiguration = pluginConfiguration
    self.authorization = authorization
    self.faults = faults
  }
}
