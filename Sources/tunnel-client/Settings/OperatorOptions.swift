import ArgumentParser
import Configuration

/// The operator's endpoints.
struct OperatorOptions: ParsableArguments {
  @Option(name: NameSpecification(setting: .healthListenAddress), help: ArgumentHelp(setting: .healthListenAddress))
  var listenAddress: String?

  @Option(name: NameSpecification(setting: .healthUnixSocket), help: ArgumentHelp(setting: .healthUnixSocket))
  var unixSocket: String?

  @Option(name: NameSpecification(setting: .healthURLFile), help: ArgumentHelp(setting: .healthURLFile))
  var urlFile: String?

  @Flag(
    name: NameSpecification(setting: .healthShowDetails), inversion: .prefixedNo,
    help: ArgumentHelp(setting: .healthShowDetails))
  var showDetails: Bool?

  @Flag(
    name: NameSpecification(setting: .allowRemoteUI), inversion: .prefixedNo,
    help: ArgumentHelp(setting: .allowRemoteUI))
  var allowRemote: Bool?

  @Flag(name: NameSpecification(setting: .openWebUI), inversion: .prefixedNo, help: ArgumentHelp(setting: .openWebUI))
  var openBrowser: Bool?

  @Option(name: NameSpecification(setting: .logBufferEvents), help: ArgumentHelp(setting: .logBufferEvents))
  var logBufferEvents: String?

  @Flag(
    name: NameSpecification(setting: .capturePayloads), inversion: .prefixedNo,
    help: ArgumentHelp(setting: .capturePayloads))
  var capturePayloads: Bool?

  @Flag(name: NameSpecification(setting: .assistant), inversion: .prefixedNo, help: ArgumentHelp(setting: .assistant))
  var assistant: Bool?

  @Option(name: NameSpecification(setting: .proxyCheckInterval), help: ArgumentHelp(setting: .proxyCheckInterval))
  var proxyCheckInterval: String?

  @Flag(
    name: NameSpecification(setting: .allowRemoteControl), inversion: .prefixedNo,
    help: ArgumentHelp(setting: .allowRemoteControl))
  var allowRemoteControl: Bool?

  @Flag(
    name: NameSpecification(setting: .remoteMetrics), inversion: .prefixedNo,
    help: ArgumentHelp(setting: .remoteMetrics))
  var remoteMetrics: Bool?

  @Option(
    name: NameSpecification(setting: .adminAllowedHosts), parsing: .singleValue,
    help: ArgumentHelp(setting: .adminAllowedHosts))
  var allowedHosts: [String] = []

  @Option(name: NameSpecification(setting: .adminTokenFile), help: ArgumentHelp(setting: .adminTokenFile))
  var tokenFile: String?

  var flags: [SettingKey: [String]] {
    [
      .healthListenAddress: listenAddress.array, .healthUnixSocket: unixSocket.array, .healthURLFile: urlFile.array,
      .healthShowDetails: showDetails.array, .allowRemoteUI: allowRemote.array, .openWebUI: openBrowser.array,
      .logBufferEvents: logBufferEvents.array, .capturePayloads: capturePayloads.array, .assistant: assistant.array,
      .proxyCheckInterval: proxyCheckInterval.array,
      .allowRemoteControl: allowRemoteControl.array, .remoteMetrics: remoteMetrics.array,
      .adminAllowedHosts: allowedHosts, .adminTokenFile: tokenFile.array,
    ]
  }
}
