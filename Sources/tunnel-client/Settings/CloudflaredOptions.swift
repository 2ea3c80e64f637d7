import ArgumentParser
import Companion
import Configuration
import ControlPlane
import LogPipeline
import Logging
import TunnelRuntime

/// A `cloudflared` beside the tunnel.
struct CloudflaredOptions: ParsableArguments {
  @Option(name: NameSpecification(setting: .cloudflaredToken), help: ArgumentHelp(setting: .cloudflaredToken))
  var token: String?

  @Flag(
    name: NameSpecification(setting: .cloudflaredManaged), inversion: .prefixedNo,
    help: ArgumentHelp(setting: .cloudflaredManaged))
  var managed: Bool?

  @Option(name: NameSpecification(setting: .cloudflaredPath), help: ArgumentHelp(setting: .cloudflaredPath))
  var path: String?

  @Option(
    name: NameSpecification(setting: .cloudflaredReadyTimeout), help: ArgumentHelp(setting: .cloudflaredReadyTimeout))
  var readyTimeout: String?

  var flags: [SettingKey: [String]] {
    [
      .cloudflaredToken: token.array, .cloudflaredManaged: managed.array, .cloudflaredPath: path.array,
      .cloudflaredReadyTimeout: readyTimeout.array,
    ]
  }

  /// Before anything starts: without the program there is nothing to start for.
  static func locate(_ settings: CloudflaredSettings?) throws(Failure) -> CloudflaredProgram? {
    guard let settings else { return nil }
    let executable = ProcessEnvironment.executable
    let folder = executable.lastIndex(of: "/").map { String(executable[..<$0]) } ?? "."
    do throws(CloudflaredFailure) {
      return try CloudflaredProgram(settings.path, besideProgramIn: folder)
    } catch {
      throw Failure(error)
    }
  }

  /// Puts it beside the tunnel; it starts with it.
  static func attach(
    _ program: CloudflaredProgram, _ cloudflared: CloudflaredSettings, to tunnel: Tunnel, _ settings: Settings,
    redactor: Redactor, logger: Logger
  ) async {
    let credential: Cloudflared.Credential =
      cloudflared.token.map { .token($0) }
      ?? .managed { [unowned tunnel] in
        do throws(ManagedRuntimeFailure) {
          return .success(try await tunnel.managedRuntime())
        } catch {
          return .failure(error)
        }
      }
    await tunnel.attach(
      Cloudflared(
        program, credential: credential, secrets: settings.secrets,
        limits: .init(ready: cloudflared.readyTimeout, drain: settings.drainTimeout), logger: logger,
        register: redactor.register))
  }
}
