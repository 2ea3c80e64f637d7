/// The kinds of errors that a script can tell apart, under names that stay (operator spec W-02, W-03). docs/cli.md lists
/// them.
enum ErrorCode: String, CaseIterable, Encodable {
  case usage = "usage_error"
  case topicNotFound = "topic_not_found"
  case configurationInvalid = "configuration_invalid"
  case profileNotFound = "profile_not_found"
  case profileExists = "profile_exists"
  case profileInvalid = "profile_invalid"
  case profileNotManaged = "profile_not_managed"
  case pluginNotFound = "plugin_not_found"
  case pluginUnusable = "plugin_unusable"
  case listenFailed = "listen_failed"
  case alreadyRunning = "already_running"
  case inUse = "in_use"
  case stateInvalid = "state_invalid"
  case io = "io_error"
  case controlPlaneUnreachable = "control_plane_unreachable"
  case authenticationFailed = "authentication_failed"
  case daemonUnreachable = "daemon_unreachable"
  case notFound = "not_found"
  case notReady = "not_ready"
  case companionFailed = "companion_failed"
  case unsupported = "unsupported"
  case failed = "failed"

  /// When it happens, for docs/cli.md.
  var summary: String {
    switch self {
    case .usage:
      "the command line is wrong: an unknown command or flag, a missing or a superfluous argument, a bad value"
    case .topicNotFound: "`help` knows neither a topic nor a command of that name"
    case .configurationInvalid: "settings are wrong; `details` lists each of them"
    case .profileNotFound: "there is no profile of that name"
    case .profileExists: "there is a profile of that name already"
    case .profileInvalid: "a profile says something that `run` would refuse; `details` lists each of it"
    case .profileNotManaged: "the profile is a person's own, and `runtimes` neither writes nor deletes such"
    case .pluginNotFound: "no plugin of that id is on the search path"
    case .pluginUnusable: "a file is there, but it is not a plugin that this host can use"
    case .listenFailed: "an address or a socket cannot be listened on"
    case .alreadyRunning: "another process holds the PID file"
    case .inUse: "something else uses it, or runs on it, at this moment"
    case .stateInvalid: "a file of the local state is damaged, or of a newer version"
    case .io: "a file cannot be read or written"
    case .controlPlaneUnreachable: "the control plane did not answer"
    case .authenticationFailed: "the control plane does not accept the API key"
    case .daemonUnreachable: "no running client answers there"
    case .notFound: "what was asked for is not there"
    case .notReady: "it did not become ready in time"
    case .companionFailed: "cloudflared is missing, or it ended"
    case .unsupported: "this build or this system cannot do that"
    case .failed: "anything else; the message says what"
    }
  }
}
