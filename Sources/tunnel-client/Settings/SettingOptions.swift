import ArgumentParser
import Configuration

/// Every setting as a flag: what `run`, `doctor` and `config explain` take.
struct SettingOptions: ParsableArguments {
  @OptionGroup(title: "Profile") var profile: ProfileOptions
  @OptionGroup(title: "Control plane") var controlPlane: ControlPlaneOptions
  @OptionGroup(title: "Wire") var wire: WireOptions
  @OptionGroup(title: "Proxies and certificates") var network: NetworkOptions
  @OptionGroup(title: "MCP targets") var targets: TargetOptions
  @OptionGroup(title: "MCP calls") var mcp: MCPOptions
  @OptionGroup(title: "Built-in MCP server") var stub: StubOptions
  @OptionGroup(title: "Plugins") var plugins: PluginPathOptions
  @OptionGroup(title: "Operator endpoints") var surface: OperatorOptions
  @OptionGroup(title: "Harpoon") var harpoon: HarpoonOptions
  @OptionGroup(title: "Companion") var cloudflared: CloudflaredOptions
  @OptionGroup(title: "Process") var process: ProcessOptions
  @OptionGroup(title: "Logging") var log: LogOptions

  var flags: [SettingKey: [String]] {
    let groups = [
      profile.flags, controlPlane.flags, wire.flags, network.flags, targets.flags, mcp.flags, stub.flags, plugins.flags,
      surface.flags, harpoon.flags, cloudflared.flags, process.flags, log.flags,
    ]
    return groups.reduce(into: [:]) { $0.merge($1) { $1 } }
  }
}
