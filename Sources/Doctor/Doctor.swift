public import Configuration
import CurlHTTP
public import PluginHost
import Telemetry
public import TunnelRuntime

/// Looks at everything that `run` needs, with the code that `run` uses: what it passes, `run` does, and what `run`
/// refuses, it says (operator spec 8, W-25 to W-28).
public struct Doctor: Sendable {
  /// What `run` would do before it starts its tunnel, by who knows how.
  public struct Hooks: Sendable {
    /// The profile's text and the answers to references.
    public var values: @Sendable () async throws(ConfigurationProblem) -> SettingValues
    /// Where plugins are.
    public var catalog: @Sendable (Settings) throws(ConfigurationProblem) -> PluginCatalog
    /// Makes the tunnel of these settings; it is not run.
    public var tunnel: @Sendable (Settings, PluginCatalog) async throws(TunnelStartFailure) -> Tunnel
    /// Puts proxies, trust and certificates in force; returns what is wrong with them.
    public var network: @Sendable (Settings) async -> String?
    /// What else would keep `run` from starting: files it cannot claim, programs it does not find.
    public var process: @Sendable (Settings) async -> [CheckResult]

    public init(
      values: @escaping @Sendable () async throws(ConfigurationProblem) -> SettingValues,
      catalog: @escaping @Sendable (Settings) throws(ConfigurationProblem) -> PluginCatalog,
      tunnel: @escaping @Sendable (Settings, PluginCatalog) async throws(TunnelStartFailure) -> Tunnel,
      network: @escaping @Sendable (Settings) async -> String?,
      process: @escaping @Sendable (Settings) async -> [CheckResult]
    ) {
      self.values = values
      self.catalog = catalog
      self.tunnel = tunnel
      self.network = network
      self.process = process
    }
  }

  let flags: [SettingKey: [String]]
  let environment: [String: String]
  let isOffline: Bool
  let hooks: Hooks

  /// `isOffline`: The control plane is not asked.
  public init(
    flags: [SettingKey: [String]], environment: [String: String], isOffline: Bool, hooks: Hooks
  ) {
    self.flags = flags
    self.environment = environment
    self.isOffline = isOffline
    self.hooks = hooks
  }

  /// Makes all checks, one after the other; `begin` hears what the next one is about.
  public func examine(begin: @Sendable (String) -> Void = { _ in }) async -> DoctorReport {
    var report = DoctorReport()
    begin("configuration")
    let file: ConfigurationFile?
    do throws(ConfigurationProblem) {
      file = try ConfigurationFile.select(flags: flags, environment: environment)
    } catch {
      report.checks.append(ConfigurationChecks.notSelected(error))
      return report
    }
    report.checks.append(ConfigurationChecks.selected(file))
    let values: SettingValues
    do throws(ConfigurationProblem) {
      values = try await hooks.values()
    } catch {
      report.checks.append(ConfigurationChecks.notLoaded(error))
      return report
    }
    report.checks.append(ConfigurationChecks.loaded(file))
    let configuration = ConfigurationChecks(values: values, file: file)
    let settings: Settings
    do throws(ConfigurationError) {
      settings = try SettingsReader.read(values)
    } catch {
      report.checks += configuration.broken(error.problems) + [codex]
      return report
    }
    report.checks += configuration.sound(settings)
    await examine(settings, &report, begin)
    return report
  }

  private func examine(
    _ settings: Settings, _ report: inout DoctorReport, _ begin: @Sendable (String) -> Void
  ) async {
    let servers = ServerChecks(settings: settings, path: environment["PATH"])
    begin("plugins")
    let catalog = Result { () throws(ConfigurationProblem) in try hooks.catalog(settings) }
    await report.add { [PluginChecks(settings: settings, catalog: catalog).run()] }
    await report.add { servers.commands() }
    if let problem = await hooks.network(settings) {
      report.checks.append(
        CheckResult(
          "tls", .fail, problem, why: "Every connection is checked against the trusted roots.",
          evidence: [problem], next: ["Check the file of --ca-bundle"], code: "configuration_invalid"))
    }
    // What could not be opened was said above; nothing is asked over it.
    let isBroken = report.checks.contains { $0.status == .fail }
    var tunnel: Tunnel?
    if !isBroken, case .success(let catalog) = catalog {
      do throws(TunnelStartFailure) {
        tunnel = try await hooks.tunnel(settings, catalog)
      } catch {
        report.checks.append(
          CheckResult(
            "mcp_start", .fail, error.description, why: "`run` stops at this.", evidence: [error.description],
            next: ["Correct the binding that is named"], code: "plugin_refused"))
      }
    }
    if let tunnel {
      begin("control plane")
      await report.add {
        [isOffline ? ControlPlaneCheck.skipped() : await ControlPlaneCheck(settings: settings, tunnel: tunnel).run()]
      }
      for binding in settings.mcp.bindings {
        begin("MCP server of channel \(binding.channel)")
        await report.add { await servers.handshake(tunnel, binding) }
        guard binding.channel == "main" else { continue }
        begin("OAuth metadata")
        // A server that was not reached is said to be so once.
        let isMissing = report.checks.contains { $0.id == "mcp_server_reachable" && $0.status == .fail }
        await report.add {
          [
            isMissing
              ? OAuthCheck.skipped("the server was not reached")
              : await OAuthCheck(settings: settings, tunnel: tunnel).run()
          ]
        }
      }
      await tunnel.abandon()
    } else {
      report.checks.append(CheckResult(ControlPlaneCheck.id, .skip, "not asked, because of what failed above"))
      report.checks += servers.notTried("not tried, because of what failed above")
      report.checks.append(OAuthCheck.skipped("not tried, because of what failed above"))
    }
    begin("endpoints")
    await report.add { await ListenerCheck(settings: settings).run() }
    await report.add { await hooks.process(settings) }
    report.checks.append(codex)
  }

  private var codex: CheckResult {
    CodexCheck(
      home: environment["CODEX_HOME"] ?? environment["HOME"].map { $0 + "/.codex" }, path: environment["PATH"]
    ).run()
  }
}

extension DoctorReport {
  /// Adds checks with the time that they took.
  fileprivate mutating func add(_ make: () async -> [CheckResult]) async {
    let begun = ContinuousClock.now
    var made = await make()
    let took = ContinuousClock.now - begun
    for index in made.indices { made[index].duration = took }
    checks += made
  }
}
