import ArgumentParser
import Configuration
import HTTPServing
import Operator

struct WebUIOptions: ParsableArguments {
  @Flag(
    name: .customLong("allow-remote-ui"),
    help: "Let other machines see the page and the API, with a token that is new with every start. [ALLOW_REMOTE_UI]")
  var allowsRemotePeers = false

  @Flag(
    name: .customLong("allow-remote-control"), help: "Let them also change things. [ALLOW_REMOTE_CONTROL]")
  var allowsRemoteControl = false

  @Flag(
    name: .customLong("health.remote-metrics"),
    help: "Let other machines read /metrics, without a token. [HEALTH_REMOTE_METRICS]")
  var allowsRemoteMetrics = false

  @Option(
    name: .customLong("admin-ui.allowed-hosts"),
    help: "Names under which the page may be addressed, besides this machine's; with commas. [ADMIN_UI_ALLOWED_HOSTS]")
  var allowedHosts: [String] = []

  @Option(
    name: .customLong("admin-ui.token-file"),
    help: "Where to write the token, mode 0600. [ADMIN_UI_TOKEN_FILE] (default: the URL file's path and .token)")
  var tokenFile: String?

  @Flag(name: .customLong("open-web-ui"), help: "Open the page in the browser. [OPEN_WEB_UI]")
  var opens = false

  var flags: [SettingKey: [String]] {
    func word(_ isSet: Bool) -> [String] { isSet ? ["true"] : [] }
    return [
      .allowRemoteUI: word(allowsRemotePeers), .allowRemoteControl: word(allowsRemoteControl),
      .remoteMetrics: word(allowsRemoteMetrics), .adminAllowedHosts: allowedHosts, .adminTokenFile: tokenFile.array,
      .openWebUI: word(opens),
    ]
  }
}

extension OperatorConfiguration {
  init(_ settings: Settings) {
    self.init(
      listen: settings.health.address, urlFile: settings.healthURLFile, allowedHosts: settings.webUI.allowedHosts,
      allowsRemotePeers: settings.webUI.allowsRemotePeers, showsHealthDetails: settings.healthShowsDetails)
    allowsRemoteControl = settings.webUI.allowsRemoteControl
    allowsRemoteMetrics = settings.webUI.allowsRemoteMetrics
    tokenFile = settings.webUI.tokenFile ?? settings.healthURLFile.map { $0 + ".token" }
  }
}
