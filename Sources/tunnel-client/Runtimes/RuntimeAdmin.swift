import Configuration
import LocalState
import Runtimes
import TunnelAdmin

/// The management API, asked as the admin profile in force says.
enum RuntimeAdmin {
  /// Variables that choose a profile: what is asked here has nothing to do with it.
  private static let choosing = ["TUNNEL_CLIENT_CONFIG", "TUNNEL_CLIENT_PROFILE", "TUNNEL_CLIENT_PROFILE_FILE"]

  /// With the admin key.
  static func open(_ choice: AdminProfileChoice, isQuiet: Bool) async throws(Failure) -> AdminSession {
    do throws(Failure) {
      return try await open(choice, [.adminKey: [choice.profile.key]], .admin, isQuiet: isQuiet)
    } catch {
      guard error.details.contains(where: { $0.source == "--admin-key" }) else { throw error }
      throw Failure(
        error.code, "the admin profile \"\(choice.profile.name)\" (\(choice.reason.rawValue)): \(error.message)",
        hint: "set the variable, name a key with --admin-key, or attach a tunnel that exists with --tunnel-id")
    }
  }

  /// With a runtime key, which may look at a tunnel.
  static func open(_ choice: AdminProfileChoice, runtimeKey: String) async throws(Failure) -> AdminSession {
    try await open(choice, [.apiKey: [runtimeKey]], .runtime, isQuiet: true)
  }

  private static func open(
    _ choice: AdminProfileChoice, _ keys: [SettingKey: [String]], _ kind: SettingsReader.ManagementKey, isQuiet: Bool
  ) async throws(Failure) -> AdminSession {
    var flags = keys
    flags[.baseURL] = [choice.profile.baseURL]
    if let path = choice.profile.urlPath { flags[.urlPath] = [path] }
    let environment = ProcessEnvironment.current.filter { !choosing.contains($0.key) }
    let values: SettingValues
    do throws(ConfigurationProblem) {
      values = try await SettingsSource(flags: flags, environment: environment).values()
    } catch {
      throw Failure(error)
    }
    return try await AdminSession.open(values, key: kind, isQuiet: isQuiet)
  }
}
