public import TunnelPluginKit

/// Gets credentials from commands: what a command prints is the secret.
public final class CommandAuthProvider: AuthPlugin {
  public static let descriptor = PluginDescriptor(
    id: "org.tunnel-client.exec",
    version: "0.1.0",
    vendor: "tunnel-client",
    summary: "Auth provider: credentials and secrets from the output of a command",
    services: [.log, .timer, .process, .auth],
    configurationSchema: """
      {"type":"object","additionalProperties":false,"properties":{\
      "command":{"oneOf":[{"type":"string","minLength":1},{"type":"array","items":{"type":"string"},"minItems":1}]},\
      "timeout":{"type":["integer","string"],"default":"10s"},\
      "ttl":{"type":["integer","string"]},\
      "header":{"type":"string","default":"Authorization"},\
      "prefix":{"type":"string","default":"Bearer "}}}
      """)

  private let host: Host
  private var settings: ExecSettings?
  private var commands: [CredentialSupply.ID: CredentialCommand] = [:]
  /// Every command that has not ended yet, also those that nobody waits for any more.
  private var running: [ObjectIdentifier: CredentialCommand] = [:]
  private var isClosing = false

  public init(host: Host) {
    self.host = host
  }

  public func open(_ bytes: UnsafeRawBufferPointer) throws(PluginError) {
    try host.require(.process, .timer)
    settings = try ExecSettings(Configuration(host, bytes, prefix: "auth."))
  }

  public func close() {
    isClosing = true
    for command in running.values { command.cancel() }
    commands = [:]
    reportClosed()
  }

  public func supply(_ supply: CredentialSupply, _ request: CredentialRequest) throws(PluginError) {
    guard let settings else { throw PluginError(.closed, "the provider is not open") }
    switch request.purpose {
    case .secret:
      let arguments = try Self.arguments(of: request.reference.string)
      try run(arguments, settings, for: supply) { secret in supply.supplied(secret: secret) }
    case .controlPlane, .mcpCall, .mcpDiscovery:
      guard !settings.arguments.isEmpty else {
        throw PluginError(.invalid, "auth.command: is missing; set it to the command that prints the credential")
      }
      try run(settings.arguments, settings, for: supply) { secret in
        supply.supplied(
          headers: [(settings.header, settings.prefix + secret)],
          expiry: settings.ttlMilliseconds.map { MonotonicClock.nanoseconds() + $0 * 1_000_000 })
      }
    case .unknown:
      supply.failed(.unsupported, "it does not know what this credential is for")
    }
  }

  public func cancel(_ supply: CredentialSupply.ID) {
    commands.removeValue(forKey: supply)?.cancel()
  }

  private static func arguments(of line: String) throws(PluginError) -> [String] {
    let arguments: [String]
    do throws(CommandLineTokenizer.Problem) {
      arguments = try CommandLineTokenizer.arguments(of: line)
    } catch {
      throw PluginError(.invalid, "the command behind exec: cannot be read: \(error.description)")
    }
    guard let program = arguments.first, !program.isEmpty else {
      throw PluginError(.invalid, "there is no command behind exec:")
    }
    return arguments
  }

  private func run(
    _ arguments: [String], _ settings: ExecSettings, for supply: CredentialSupply,
    _ succeed: @escaping (String) -> Void
  ) throws(PluginError) {
    do throws(PluginError) {
      let command = try CredentialCommand(
        arguments, limit: settings.timeoutMilliseconds, host: host,
        whenGone: { [weak self] command in self?.ended(command) },
        completion: { [weak self] _, result in
          self?.commands[supply.id] = nil
          switch result {
          case .success(let secret): succeed(secret)
          case .failure(let failure): supply.failed(failure.failure, failure.message)
          }
        })
      guard !command.isGone else { return }
      commands[supply.id] = command
      running[ObjectIdentifier(command)] = command
    } catch {
      guard error.status != .denied else { throw error }
      throw PluginError(
        error.status,
        "cannot start '\(arguments.first ?? "")': \(error.message); check its name, install it, or give its full path")
    }
  }

  private func ended(_ command: CredentialCommand) {
    running[ObjectIdentifier(command)] = nil
    if isClosing { reportClosed() }
  }

  private func reportClosed() {
    if running.isEmpty { host.closed() }
  }
}
