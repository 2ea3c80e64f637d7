import ArgumentParser
import Configuration
import HTTPServing
import LogPipeline
import Logging
import PluginHost
import RawJSON
import ServiceLifecycle
import StubServer

struct DevStubCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp-stub",
    abstract: "An MCP server on this machine, to test clients and tunnels with.",
    discussion: """
      Streamable HTTP on loopback, every protocol version from 2024-11-05 to 2026-07-28, tools that are slow, large, or \
      fail, and with --auth a whole OAuth 2.1 sign-in (discovery, registration, PKCE, refresh). Runs until a signal.

      Examples:
        tunnel-client dev mcp-stub
        tunnel-client dev mcp-stub --auth
        tunnel-client dev mcp-stub --latency 300ms --error-rate 0.1
      """)

  @Option(
    name: .customLong("listen-addr"), help: "Where it is served; loopback only. Port 0 takes a free one.")
  var listenAddress = "127.0.0.1:0"

  @Option(name: .customLong("server-name"), help: "The name that it gives itself.")
  var serverName = "mcp-stub"

  @Option(name: .customLong("server-version"), help: "The version that it gives itself.")
  var serverVersion = "0.1.0"

  @Flag(help: "Ask for an access token, and give one out: OAuth 2.1 with dynamic registration and PKCE.")
  var auth = false

  @Flag(
    name: .customLong("auth-auto-approve"), help: "With --auth: say yes without showing a page, for automatic tests.")
  var autoApprove = false

  @Option(
    name: .customLong("auth-resource"), parsing: .singleValue,
    help: ArgumentHelp(
      "With --auth: give tokens out for this URL as well, which is this server's behind a tunnel; repeatable.",
      valueName: "url"))
  var resources: [String] = []

  @Option(name: .customLong("auth-token-lifetime"), help: "With --auth: how long an access token is good for.")
  var tokenLifetime = "1h"

  @Flag(help: "Print the URLs as one JSON document.")
  var json = false

  @OptionGroup(title: "Faults on purpose") var faults: FaultOptions
  @OptionGroup(title: "Plugins") var plugins: PluginPathOptions
  @OptionGroup(title: "Logging") var log: LogOptions

  func run() async throws {
    let configuration = try check()
    let values = SettingValues(
      flags: [plugins.flags, log.flags].reduce(into: [:]) { $0.merge($1) { $1 } },
      environment: ProcessEnvironment.current)
    let logger: Logger
    let server: StubServer
    let urls: StubServerURLs
    do {
      var settings = try SettingsReader.readLog(values)
      // What is worth reading is on standard output.
      if values.isDefault(.logLevel) { settings.level = "warn" }
      logger = try LogOptions.start(settings).logger
      server = try await StubServer(
        configuration: configuration, plugin: try plugins.catalog.locate(DefaultPlugins.stub), logger: logger)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(any: error)
    }
    // Before anything is printed: whoever reads it may send a signal at once.
    let signals = await StopSignals()
    do {
      urls = try await server.bind()
    } catch {
      throw Failure(.listenFailed, "--listen-addr: \(error)")
    }
    try StubAnnouncement(urls: urls, name: serverName, version: serverVersion, asksForToken: auth).publish(asJSON: json)
    try await Foreground(logger: logger).run(server, until: signals)
  }

  private func check() throws(Failure) -> StubServerConfiguration {
    guard let address = SettingsReader.listenAddress(listenAddress) else {
      throw Failure(.usage, "--listen-addr: \"\(listenAddress)\" is not host:port; for example 127.0.0.1:0")
    }
    guard !serverName.isEmpty else { throw Failure(.usage, "--server-name: is empty; leave the flag out") }
    guard !serverVersion.isEmpty else { throw Failure(.usage, "--server-version: is empty; leave the flag out") }
    guard auth || !autoApprove else {
      throw Failure(.usage, "--auth-auto-approve: nothing is asked without --auth; add --auth")
    }
    var configuration = StubServerConfiguration(
      listen: .tcp(host: address.host, port: address.port), pluginConfiguration: pluginConfiguration,
      faults: try faults.rates())
    if auth {
      guard let lifetime = DurationText.parse(tokenLifetime), lifetime >= .seconds(1) else {
        throw Failure(
          .usage, "--auth-token-lifetime: \"\(tokenLifetime)\" is not a duration of at least 1s; write it as 10m")
      }
      var authorization = StubServerConfiguration.Authorization()
      authorization.approvesAlone = autoApprove
      authorization.tokenLifetime = lifetime
      authorization.furtherResources = resources
      configuration.authorization = authorization
    }
    return configuration
  }

  private var pluginConfiguration: String {
    var json = Array("{\"test_tools\":true,\"server_name\":".utf8)
    JSONQuoting.append(serverName, to: &json)
    json += Array(",\"server_version\":".utf8)
    JSONQuoting.append(serverVersion, to: &json)
    json += Array("}".utf8)
    return String(decoding: json, as: UTF8.self)
  }
}
