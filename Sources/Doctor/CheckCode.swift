/// What kind of trouble a check found, for scripts; `docs/troubleshooting.md` lists them all, and they stay.
public enum CheckCode: String, Sendable, CaseIterable {
  case configurationInvalid = "configuration_invalid"
  case profileNotFound = "profile_not_found"
  case pluginNotFound = "plugin_not_found"
  case pluginRefused = "plugin_refused"
  case commandNotExecutable = "mcp_command_not_executable"
  case serverUnreachable = "mcp_server_unreachable"
  case serverSlow = "mcp_server_slow"
  case oauthMetadata = "oauth_metadata_unusable"
  case oauthIncomplete = "oauth_metadata_incomplete"
  case unauthorized
  case forbidden
  case tunnelNotFound = "tunnel_not_found"
  case controlPlaneUnreachable = "control_plane_unreachable"
  case controlPlaneError = "control_plane_error"
  case clockSkew = "clock_skew"
  case listenFailed = "listen_failed"
  case io = "io_error"
  case alreadyRunning = "already_running"
  case programNotFound = "program_not_found"
  case managedRuntime = "managed_runtime_unavailable"

  /// For the page.
  public var summary: String {
    switch self {
    case .configurationInvalid: "a setting is wrong or missing; the evidence names each with its place"
    case .profileNotFound: "the file that holds the settings cannot be read"
    case .pluginNotFound: "a plugin is not on the search path, or is another one than the profile demands"
    case .pluginRefused: "a plugin is there and does not serve its channel"
    case .commandNotExecutable: "a program or script of an MCP server's command is not there, or cannot be run"
    case .serverUnreachable: "an MCP server does not answer, or not as an MCP server"
    case .serverSlow: "an MCP server took longer than a caller would wait"
    case .oauthMetadata: "the server's OAuth metadata is there and cannot be used"
    case .oauthIncomplete: "a sign-in through the tunnel may stop half-way; the evidence says where"
    case .unauthorized: "the control plane does not take the key (401)"
    case .forbidden: "the key may not use the tunnel (403)"
    case .tunnelNotFound: "the control plane does not know the tunnel (404)"
    case .controlPlaneUnreachable: "the control plane could not be asked"
    case .controlPlaneError: "the control plane answered with another error"
    case .clockSkew: "this machine's clock and the control plane's differ by more than a minute"
    case .listenFailed: "the address of the health endpoints is taken, or cannot be had"
    case .io: "a file cannot be written"
    case .alreadyRunning: "another process holds the PID file"
    case .programNotFound: "a program that `run` starts is not there"
    case .managedRuntime: "the control plane has no cloudflared runtime for this tunnel"
    }
  }
}
