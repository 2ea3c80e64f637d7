import Configuration
import ControlPlane
import Doctor
import LogPipeline
import Logging
import PluginHost
import Telemetry
import TunnelRuntime

/// What `run` does before its tunnel runs, for `doctor` to do too.
struct DoctorHooks {
  let source: SettingsSource
  let redactor: Redactor

  var hooks: Doctor.Hooks {
    let source = source
    let redactor = redactor
    let words = ServerWords()
    return Doctor.Hooks(
      values: { () async throws(ConfigurationProblem) in try await source.values() },
      catalog: { settings throws(ConfigurationProblem) in
        try PluginCatalog(settings.pluginFolders, requiring: settings.plugins)
      },
      tunnel: { settings, catalog async throws(TunnelStartFailure) in
        for secret in settings.secrets { redactor.register(secret) }
        return try await RunCommand.tunnel(
          settings, catalog: catalog, registry: Registry(), logger: words.logger(),
          onSecret: redactor.register)
      },
      network: { settings in
        do throws(Failure) {
          try await settings.network.putInForce(controlPlaneURL: settings.controlPlane.baseURL)
          return nil
        } catch {
          return error.description
        }
      },
      said: { channel in words.said(channel).map(redactor.redact) },
      process: { settings, runsAlready in Self.process(settings, runsAlready) })
  }

  private static func process(_ settings: Settings, _ runsAlready: Bool) -> [CheckResult] {
    var checks: [CheckResult] = []
    if let path = settings.log.file {
      do throws(LogFileFailure) {
        _ = try LogSink(path: path)
        checks.append(CheckResult("log_file", .pass, "can append to \(path)"))
      } catch {
        checks.append(
          CheckResult(
            "log_file", .fail, error.description, why: "`run` does not start without the log that it was asked for.",
            next: ["Choose a folder that you can write to"], code: .io))
      }
    }
    if let path = settings.pidFile { checks.append(pidFile(path, runsAlready)) }
    if settings.cloudflared != nil { checks.append(companion(settings)) }
    return checks
  }

  /// Held by our own daemon it is what it should be; by anybody else, `run` would refuse.
  private static func pidFile(_ path: String, _ runsAlready: Bool) -> CheckResult {
    do throws(PIDFileFailure) {
      try PIDFile(path: path).remove()
      return CheckResult("pid_file", .pass, "\(path) is free")
    } catch {
      if case .held(_, let pid) = error {
        return runsAlready
          ? CheckResult("pid_file", .pass, "\(path) belongs to the client that is running, process \(pid)")
          : CheckResult(
            "pid_file", .fail, error.description, why: "Only one client at a time may hold the file.",
            evidence: [error.description], next: ["Stop that client first, or choose another file with --pid.file"],
            code: .alreadyRunning)
      }
      return CheckResult(
        "pid_file", .fail, error.description, why: "`run` does not start without the file that it was asked for.",
        evidence: [error.description], next: ["Choose a folder that you can write to"], code: .io)
    }
  }

  private static func companion(_ settings: Settings) -> CheckResult {
    do throws(Failure) {
      _ = try CloudflaredOptions.locate(settings.cloudflared)
      return CheckResult("cloudflared", .pass, "the program is there")
    } catch {
      return CheckResult(
        "cloudflared", .fail, error.description, why: "`run` starts it beside the tunnel.",
        next: ["Install cloudflared, and name it with --cloudflared.path"], code: .programNotFound)
    }
  }
}
