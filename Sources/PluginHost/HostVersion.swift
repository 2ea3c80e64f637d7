/// The version of this program: `--version`, User-Agent, the host object of every plugin.
public enum HostVersion {
  public static let current = "0.1.0"
}
