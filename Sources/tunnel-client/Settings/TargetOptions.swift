import ArgumentParser
import Configuration

/// Which MCP server stands behind which channel.
struct TargetOptions: ParsableArguments {
  @Option(
    name: NameSpecification(setting: .serverURL), parsing: .singleValue,
    help: ArgumentHelp(setting: .serverURL, value: "entry"))
  var serverURLs: [String] = []

  @Option(
    name: NameSpecification(setting: .command), parsing: .singleValue,
    help: ArgumentHelp(setting: .command, value: "entry"))
  var commands: [String] = []

  @Option(
    name: NameSpecification(setting: .plugin), parsing: .singleValue,
    help: ArgumentHelp(setting: .plugin, value: "entry"))
  var plugins: [String] = []

  @Option(
    name: NameSpecification(setting: .mcpHeaders), parsing: .singleValue,
    help: ArgumentHelp(setting: .mcpHeaders, value: "Name: value"))
  var headers: [String] = []

  @Option(
    name: NameSpecification(setting: .mcpDiscoveryHeaders), parsing: .singleValue,
    help: ArgumentHelp(setting: .mcpDiscoveryHeaders, value: "Name: value"))
  var discoveryHeaders: [String] = []

  @Option(
    name: NameSpecification(setting: .oauthTrustedOrigins), parsing: .singleValue,
    help: ArgumentHelp(setting: .oauthTrustedOrigins, value: "origin"))
  var oauthTrustedOrigins: [String] = []

  var flags: [SettingKey: [String]] {
    [
      .serverURL: serverURLs, .command: commands, .plugin: plugins, .mcpHeaders: headers,
      .mcpDiscoveryHeaders: discoveryHeaders, .oauthTrustedOrigins: oauthTrustedOrigins,
    ]
  }
}
