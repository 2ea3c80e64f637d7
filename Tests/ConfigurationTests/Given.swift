@testable import Configuration

/// Values as a command line and an environment would give them.
struct Given {
  var flags: [SettingKey: [String]] = [:]
  var environment: [String: String] = [:]

  /// Enough for `run`.
  static func complete(_ flags: [SettingKey: [String]], _ environment: [String: String] = [:]) -> Given {
    let needed: [SettingKey: [String]] = [
      .tunnelID: ["tunnel_" + String(repeating: "a", count: 32)], .serverURL: ["https://mcp.example/mcp"],
    ]
    return Given(
      flags: needed.merging(flags) { $1 }, environment: ["CONTROL_PLANE_API_KEY": "key"].merging(environment) { $1 })
  }

  func read() throws(ConfigurationError) -> Settings {
    try SettingsReader.read(SettingValues(flags: flags, environment: environment))
  }

  /// What is wrong, a line each.
  var problems: [String] {
    do throws(ConfigurationError) {
      _ = try read()
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }
}
