extension SettingsReader {
  mutating func webUI() -> WebUISettings {
    var settings = WebUISettings()
    settings.allowsRemotePeers = flag(.allowRemoteUI)
    settings.allowsRemoteControl = flag(.allowRemoteControl)
    settings.allowsRemoteMetrics = flag(.remoteMetrics)
    settings.allowedHosts = values.values(.adminAllowedHosts, separator: ",").map(\.text)
    settings.tokenFile = values.value(.adminTokenFile)?.text
    settings.opens = flag(.openWebUI)
    return settings
  }
}
