import Configuration
import HTTPServing
import PluginHost

/// The flags of `dev proxy`, checked and typed, with what a profile adds to them.
struct DevProxySettings {
  let listen: ListenAddress
  /// Nil: no operator endpoints.
  let health: ListenAddress?
  let bindings: [BindingSetting]
  let oauthTrustedOrigins: [String]
  let network: NetworkSettings
  let catalog: PluginCatalog
  /// Nobody has asked for a log.
  let isQuiet: Bool
  let log: Settings.Log
  let faults: FaultInjection.Rates
  /// Nil: until a signal.
  let duration: Duration?
  let readinessTimeout: Duration
  let responseTimeout: Duration
  let clientLastSeenTimeout: Duration

  /// What must not appear in any output.
  var secrets: [String] { network.secrets + bindings.flatMap(\.secrets) }

  init(_ options: DevProxyOptions) async throws(Failure) {
    guard SettingsReader.isTunnelID(options.tunnelID) else {
      throw Failure(
        .usage, "--tunnel-id: \"\(options.tunnelID)\" is not a tunnel id: tunnel_ and 32 characters of a-z and 0-9")
    }
    guard options.listen == nil || options.listenUnixSocket == nil else {
      throw Failure(.usage, "--listen and --listen-unix-socket exclude each other; leave one of them out")
    }
    for note in try options.engine.check() { StandardError.write(note + "\n") }
    if let path = options.listenUnixSocket {
      listen = .unixSocket(path: path)
    } else {
      listen = try Self.address("--listen", options.listen ?? Self.anyPort)
    }
    health = try Self.health(options)
    faults = try options.faults.rates()
    let duration = try Self.time("--duration", options.duration)
    self.duration = duration == .zero ? nil : duration
    readinessTimeout = try Self.time("--readiness-timeout", options.readinessTimeout)
    responseTimeout = try Self.time("--response-timeout", options.responseTimeout)
    clientLastSeenTimeout = try Self.time("--client-last-seen-timeout", options.clientLastSeenTimeout)
    do {
      // The one place where flags, environment and profile become values; of a profile only the targets count here.
      let values = try await SettingsSource(flags: options.flags).values()
      let targets = try SettingsReader.readTargets(values)
      let hasMain = targets.bindings.contains { $0.channel == "main" }
      bindings = hasMain ? targets.bindings : [options.stub.binding] + targets.bindings
      oauthTrustedOrigins = targets.oauthTrustedOrigins
      network = targets.network
      catalog = try PluginCatalog(targets.pluginFolders, requiring: targets.plugins)
      try catalog.check(bindings, targets.plugins)
      var log = try SettingsReader.readLog(values)
      isQuiet = values.isDefault(.logLevel) && !options.verbose
      if isQuiet { log.level = "warn" }
      self.log = log
    } catch {
      throw Failure(any: error)
    }
  }

  private static let anyPort = "127.0.0.1:0"

  /// Only what was asked for listens: beside a Unix socket no TCP port opens by itself (operator spec W-83).
  private static func health(_ options: DevProxyOptions) throws(Failure) -> ListenAddress? {
    let isWanted = options.listenUnixSocket == nil || options.healthURLFile != nil
    let text = options.healthListenAddress ?? (isWanted ? anyPort : "off")
    return text == "off" ? nil : try address("--health-listen-addr", text)
  }

  private static func address(_ flag: String, _ text: String) throws(Failure) -> ListenAddress {
    guard let address = SettingsReader.listenAddress(text) else {
      throw Failure(.usage, "\(flag): \"\(text)\" is not host:port; for example 127.0.0.1:0")
    }
    return .tcp(host: address.host, port: address.port)
  }

  private static func time(_ flag: String, _ text: String) throws(Failure) -> Duration {
    guard let duration = DurationText.parse(text) else {
      throw Failure(.usage, "\(flag): \"\(text)\" is not a duration; write it as 500ms, 30s or 2m")
    }
    return duration
  }
}
