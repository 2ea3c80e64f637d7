import Configuration
import ControlPlane
import CurlHTTP
import LogPipeline
import PluginHost
import TunnelAdmin

/// The management API with its settings in force: the key resolved, proxies and certificates in place.
struct AdminSession {
  private let client: AdminClient
  private let redactor: Redactor
  /// Standard error stays empty: a program reads what is printed.
  private let isQuiet: Bool

  /// - Parameters:
  ///   - values: Flags, environment and profile.
  ///   - key: Which key is asked with.
  ///   - isQuiet: Nobody is told that something takes long.
  /// - Returns: what asks.
  /// - Throws: everything that is wrong with the settings, or an address that no key is sent to (W-54).
  static func open(
    _ values: SettingValues, key: SettingsReader.ManagementKey = .admin, isQuiet: Bool
  ) async throws(CommandError) -> AdminSession {
    let settings: ManagementSettings
    do throws(ConfigurationError) {
      settings = try SettingsReader.readManagement(values, key: key)
    } catch {
      throw CommandError(error)
    }
    return try await AdminSession(settings, isQuiet: isQuiet)
  }

  /// Of the flags of an `admin` command.
  static func open(
    _ options: AdminOptions, key: SettingsReader.ManagementKey = .admin
  ) async throws(CommandError) -> AdminSession {
    try await open(options.values(), key: key, isQuiet: options.json)
  }

  private init(_ settings: ManagementSettings, isQuiet: Bool) async throws(CommandError) {
    redactor = Redactor(settings.secrets)
    self.isQuiet = isQuiet
    var headers = HTTPFields()
    for field in settings.headers.fields { headers.append(field.name, field.value) }
    do throws(AdminFailure) {
      client = AdminClient(
        try AdminAccess(
          baseURL: settings.baseURL, urlPath: settings.urlPath, key: settings.key,
          organizationID: settings.organizationID, identity: ClientIdentity(version: HostVersion.current),
          extraHeaders: headers))
    } catch {
      throw CommandError(error)
    }
    try await settings.network.putInForce(controlPlaneURL: settings.baseURL)
  }

  /// Asks, and says on standard error that it waits when that takes long.
  func ask<Value: Sendable>(
    _ question: (AdminClient) async throws(AdminFailure) -> Value
  ) async throws(CommandError) -> Value {
    do {
      if isQuiet { return try await question(client) }
      return try await Progress.during("the control plane") { _ in try await question(client) }
    } catch let error as AdminFailure {
      throw CommandError(error.redacted(redactor))
    } catch {
      throw CommandError(any: error)
    }
  }
}

extension AdminOptions {
  /// Flags, environment and profile, `exec:` references answered.
  func values() async throws(CommandError) -> SettingValues {
    do throws(ConfigurationProblem) {
      return try await SettingsSource(flags: flags).values()
    } catch {
      throw CommandError(error)
    }
  }
}

extension AdminFailure {
  fileprivate func redacted(_ redactor: Redactor) -> AdminFailure {
    var failure = self
    failure.message = redactor.redact(message)
    failure.code = code.map(redactor.redact)
    failure.type = type.map(redactor.redact)
    return failure
  }
}
