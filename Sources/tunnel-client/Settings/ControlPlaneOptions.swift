import ArgumentParser
import Configuration

/// The tunnel and its control plane.
struct ControlPlaneOptions: ParsableArguments {
  @Option(name: NameSpecification(setting: .baseURL), help: ArgumentHelp(setting: .baseURL))
  var baseURL: String?

  @Option(name: NameSpecification(setting: .urlPath), help: ArgumentHelp(setting: .urlPath))
  var urlPath: String?

  @Option(name: NameSpecification(setting: .tunnelID), help: ArgumentHelp(setting: .tunnelID))
  var tunnelID: String?

  @Option(name: NameSpecification(setting: .organizationID), help: ArgumentHelp(setting: .organizationID))
  var organizationID: String?

  @Option(name: NameSpecification(setting: .apiKey), help: ArgumentHelp(setting: .apiKey))
  var apiKey: String?

  @Option(name: NameSpecification(setting: .authPlugin), help: ArgumentHelp(setting: .authPlugin))
  var authPlugin: String?

  @Option(name: NameSpecification(setting: .maxInflight), help: ArgumentHelp(setting: .maxInflight))
  var maxInflight: String?

  @Option(name: NameSpecification(setting: .pollTimeout), help: ArgumentHelp(setting: .pollTimeout))
  var pollTimeout: String?

  @Option(name: NameSpecification(setting: .pollGuardrail), help: ArgumentHelp(setting: .pollGuardrail))
  var pollGuardrail: String?

  var flags: [SettingKey: [String]] {
    [
      .baseURL: baseURL.array, .urlPath: urlPath.array, .tunnelID: tunnelID.array,
      .organizationID: organizationID.array, .apiKey: apiKey.array,
      .authPlugin: authPlugin.array, .maxInflight: maxInflight.array,
      .pollTimeout: pollTimeout.array, .pollGuardrail: pollGuardrail.array,
    ]
  }
}
