import ArgumentParser
import Configuration

/// Proxies, trust and certificates.
struct NetworkOptions: ParsableArguments {
  @Option(name: NameSpecification(setting: .caBundle), help: ArgumentHelp(setting: .caBundle))
  var caBundle: String?

  @Option(name: NameSpecification(setting: .httpProxy), help: ArgumentHelp(setting: .httpProxy))
  var proxy: String?

  @Option(name: NameSpecification(setting: .controlPlaneProxy), help: ArgumentHelp(setting: .controlPlaneProxy))
  var controlPlaneProxy: String?

  @Option(name: NameSpecification(setting: .controlPlaneCert), help: ArgumentHelp(setting: .controlPlaneCert))
  var controlPlaneCert: String?

  @Option(name: NameSpecification(setting: .controlPlaneKey), help: ArgumentHelp(setting: .controlPlaneKey))
  var controlPlaneKey: String?

  @Option(name: NameSpecification(setting: .mcpProxy), help: ArgumentHelp(setting: .mcpProxy))
  var mcpProxy: String?

  @Option(name: NameSpecification(setting: .mcpCert), help: ArgumentHelp(setting: .mcpCert))
  var mcpCert: String?

  @Option(name: NameSpecification(setting: .mcpKey), help: ArgumentHelp(setting: .mcpKey))
  var mcpKey: String?

  var flags: [SettingKey: [String]] {
    [
      .caBundle: caBundle.array, .httpProxy: proxy.array, .controlPlaneProxy: controlPlaneProxy.array,
      .controlPlaneCert: controlPlaneCert.array, .controlPlaneKey: controlPlaneKey.array, .mcpProxy: mcpProxy.array,
      .mcpCert: mcpCert.array, .mcpKey: mcpKey.array,
    ]
  }
}
