/// The default profile: which bundled plugin a flag stands for. The one place that knows any plugin by name.
public enum DefaultPlugins {
  /// `--mcp.server-url`
  public static let serverURL = "org.tunnel-client.http"
  /// `--mcp.command`
  public static let command = "org.tunnel-client.stdio"
  /// `--embedded-mcp-stub`
  public static let stub = "org.tunnel-client.stub"
  /// `--harpoon.target`
  public static let harpoon = "org.tunnel-client.harpoon"
  /// What adds to the operator's server without being asked for.
  public static let services = [harpoon]
  /// `exec:` references
  public static let exec = "org.tunnel-client.exec"
}
