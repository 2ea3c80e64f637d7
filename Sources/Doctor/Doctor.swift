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
    /// What the server of a channel has written and logged, the newest last; for a tunnel that was abandoned.
    public var said: @Sendable (_ channel: String) -> [String]
    /// What else would keep `run` from starting: files it cannot claim, programs it does not find.
    /// `runsAlready`: our own daemon serves the endpoints, and holds what it should.
    public var process: @Sendable (Settings, _ runsAlready: Bool) async -> [CheckResult]

    public init(
      values: @escaping @Sendable () async throws(ConfigurationProblem) -> SettingValues,
      catalog: @escaping @Sendable (Settings) throws(ConfigurationProblem) -> PluginCatalog,
      tunnel: @escaping @Sendable (Settings, PluginCatalog) async throws(TunnelStartFailure) -> Tunnel,
      network: @escaping @Sendable (Settings) async -> String?,
      said: @escaping @Sendable (String) -> [String],
      process: @escaping @Sendable (Settings, Bool) async -> [CheckResult]
    ) {
      self.values = values
      self.catalog = catalog
      self.tunnel = tunnel
      self.network = network
      self.said = said
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
      // Perhaps the reason: what was meant to be set is empty.
      report.checks += configuration.broken(error.problems) + configuration.emptyVariables() + [codex]
      return report
    }
    report.checks += configuration.sound(settings) + configuration.emptyVariables()
    await examine(settings, &report, begin)
    return report
  }

  private func examine(
    _ settings: Settings, _ report: inout DoctorReport, _ begin: @Sendable (String) -> Void
  ) async {
    let servers = ServerChecks(settings: settings, path: environment["PATH"])
    begin("plugins")
    // What is sound in spite of what is wrong: that is tried, so that all is said at once.
    var sound: Settings? = settings
    var catalog: PluginCatalog?
    do throws(ConfigurationProblem) {
      let found = try hooks.catalog(settings)
      catalog = found
      await report.add {
        let review = PluginReview(settings.mcp.bindings, plugins: settings.plugins, catalog: found)
        sound?.mcp.bindings.removeAll { review.channels.contains($0.channel) }
        sound?.plugins.removeAll { review.ids.contains($0.id) }
        return PluginChecks.results(of: review)
      }
    } catch {
      report.checks.append(PluginChecks.unreadable(error))
    }
    await report.add {
      let commands = servers.commands()
      sound?.mcp.bindings.removeAll { binding in
        commands.contains { $0.status == .fail && $0.id == ServerChecks.commandID(binding) }
      }
      return commands
    }
    if let problem = await hooks.network(settings) {
      report.checks.append(
        CheckResult(
          "tls", .fail, problem, why: "Every connection is checked against the trusted roots.",
          evidence: [problem], next: ["Check the file of --ca-bundle"], code: .configurationInvalid))
      sound = nil
    }
    var tunnel: Tunnel?
    if let sound, let catalog {
      do throws(TunnelStartFailure) {
        tunnel = try await hooks.tunnel(sound, catalog)
      } catch {
        report.checks.append(
          CheckResult(
            "mcp_start", .fail, error.description, why: "`run` stops at this.", evidence: [error.description],
            next: ["Correct the binding that is named"], code: .pluginRefused))
      }
    }
    if let tunnel {
      begin("control plane")
      await report.add {
        isOffline ? [ControlPlaneCheck.skipped()] : await ControlPlaneCheck(settings: settings, tunnel: tunnel).run()
      }
      if !isOffline, ManagedRuntimeCheck.isWanted(settings) {
        begin("cloudflared's runtime")
        await report.add { [await ManagedRuntimeCheck(tunnel: tunnel).run()] }
      }
      for binding in sound?.mcp.bindings ?? [] {
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
      servers.addWords(of: hooks.said, to: &report.checks)
    } else {
      report.checks.append(CheckResult(ControlPlaneCheck.id, .skip, "not asked, because of what failed above"))
    }
    if !report.checks.contains(where: { $0.id == OAuthCheck.id }) {
      report.checks += servers.notTried("not tried, because of what failed above")
    }
    begin("endpoints")
    let listener = await ListenerCheck(settings: settings).run()
    await report.add { listener.results }
    await report.add { FileChecks(settings: settings).run() }
    await report.add { await hooks.process(settings, listener.isOurs) }
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
