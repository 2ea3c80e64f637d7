/// The libraries of plugins: new builds take over when the configuration is read again. One that cannot is told in the log,
/// and holds nothing else up.
public struct PluginFiles: Reloadable {
  public let name = "plugins"
  private let tunnel: Tunnel

  public init(_ tunnel: Tunnel) {
    self.tunnel = tunnel
  }

  public func prepare() async throws(ReloadFailure) -> ReloadCommit? {
    for kept in await tunnel.plugins.kept() { await tunnel.reloads.tell(of: kept) }
    guard await tunnel.reloads.hasNewBuilds else { return nil }
    return { [tunnel] in _ = await tunnel.reloads.reload() }
  }
}
