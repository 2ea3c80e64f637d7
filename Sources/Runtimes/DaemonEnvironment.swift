/// What a daemon gets of the environment that it is started from. Variables that set settings stay behind: they would
/// override its profile, and secrets that it does not need are none of its business.
public enum DaemonEnvironment {
  private static let kept: Set<String> = [
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "TUNNEL_CLIENT_PLUGIN_PATH",
    "LD_LIBRARY_PATH", "CODEX_HOME",
  ]

  /// `named` are variables that it needs besides.
  public static func scrubbed(_ environment: [String: String], named: [String]) -> [String: String] {
    environment.filter { name, _ in
      kept.contains(name) || name.hasPrefix("LC_") || name.hasPrefix("XDG_") || named.contains(name)
    }
  }

  /// For the terminal multiplexer, whose server may be started by this and keeps what it gets: no secret at all.
  static func forTmux(_ environment: [String: String]) -> [String: String] {
    environment.filter { name, value in
      (kept.contains(name) && !name.lowercased().hasSuffix("_proxy")) || name.hasPrefix("LC_")
        || name.hasPrefix("XDG_") || name == "TMUX_TMPDIR" || name == "TERM"
    }
  }

  /// The variable behind `env:NAME`; nil for another reference.
  public static func variable(of reference: String) -> String? {
    reference.lowercased().hasPrefix("env:") ? String(reference.dropFirst(4)) : nil
  }
}
