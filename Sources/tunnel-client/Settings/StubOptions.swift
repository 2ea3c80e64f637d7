import ArgumentParser
import Configuration

/// The MCP server that is built in, for trying things out.
struct StubOptions: ParsableArguments {
  @Flag(
    name: NameSpecification(setting: .embeddedStub), inversion: .prefixedNo, help: ArgumentHelp(setting: .embeddedStub))
  var enabled: Bool?

  @Option(name: NameSpecification(setting: .embeddedName), help: ArgumentHelp(setting: .embeddedName))
  var name: String?

  @Option(name: NameSpecification(setting: .embeddedVersion), help: ArgumentHelp(setting: .embeddedVersion))
  var version: String?

  @Option(name: NameSpecification(setting: .embeddedListenAddress), help: ArgumentHelp(setting: .embeddedListenAddress))
  var listenAddress: String?

  var flags: [SettingKey: [String]] {
    [
      .embeddedStub: enabled.array, .embeddedName: name.array, .embeddedVersion: version.array,
      .embeddedListenAddress: listenAddress.array,
    ]
  }

  /// The built-in server on the main channel.
  var binding: BindingSetting {
    BindingSetting.stub(
      name: name ?? SettingKey.embeddedName.fallback ?? "",
      version: version ?? SettingKey.embeddedVersion.fallback ?? "")
  }
}
