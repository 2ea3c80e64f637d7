import ArgumentParser
import Configuration

/// Where the management API is, the way there, and the key; the transport options are those of `run` (W-54).
struct AdminOptions: ParsableArguments {
  @Option(name: NameSpecification(setting: .adminKey), help: ArgumentHelp(setting: .adminKey))
  var adminKey: String?

  @Option(name: NameSpecification(setting: .baseURL), help: ArgumentHelp(setting: .baseURL))
  var baseURL: String?

  @Option(name: NameSpecification(setting: .urlPath), help: ArgumentHelp(setting: .urlPath))
  var urlPath: String?

  @Option(name: NameSpecification(setting: .organizationID), help: ArgumentHelp(setting: .organizationID))
  var organizationID: String?

  @Option(
    name: NameSpecification(setting: .controlPlaneHeaders), parsing: .singleValue,
    help: ArgumentHelp(setting: .controlPlaneHeaders, value: "Name: value"))
  var headers: [String] = []

  @Option(name: NameSpecification(setting: .caBundle), help: ArgumentHelp(setting: .caBundle), completion: .file())
  var caBundle: String?

  @Option(name: NameSpecification(setting: .httpProxy), help: ArgumentHelp(setting: .httpProxy))
  var proxy: String?

  @Option(name: NameSpecification(setting: .controlPlaneProxy), help: ArgumentHelp(setting: .controlPlaneProxy))
  var controlPlaneProxy: String?

  @Option(
    name: NameSpecification(setting: .controlPlaneCert), help: ArgumentHelp(setting: .controlPlaneCert),
    completion: .file())
  var controlPlaneCert: String?

  @Option(
    name: NameSpecification(setting: .controlPlaneKey), help: ArgumentHelp(setting: .controlPlaneKey),
    completion: .file())
  var controlPlaneKey: String?

  @OptionGroup var profile: ProfileOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  var flags: [SettingKey: [String]] {
    let own: [SettingKey: [String]] = [
      .adminKey: adminKey.array, .baseURL: baseURL.array, .urlPath: urlPath.array,
      .organizationID: organizationID.array, .controlPlaneHeaders: headers, .caBundle: caBundle.array,
      .httpProxy: proxy.array, .controlPlaneProxy: controlPlaneProxy.array, .controlPlaneCert: controlPlaneCert.array,
      .controlPlaneKey: controlPlaneKey.array,
    ]
    return own.merging(profile.flags) { own, _ in own }
  }
}
