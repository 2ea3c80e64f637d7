/// The release of `cloudflared` whose command line and metrics this client is written for. None is delivered with it.
public enum CloudflaredRelease {
  public static let version = "2026.7.2"
}
