import Configuration
import ControlPlane
import CurlHTTP
import HTTPServing
import PluginHost

extension ControlPlaneSettings {
  init(_ settings: Settings.ControlPlane) {
    self.init(
      baseURL: settings.baseURL, urlPath: settings.urlPath, tunnelID: settings.tunnelID, apiKey: settings.apiKey,
      organizationID: settings.organizationID, identity: ClientIdentity(version: HostVersion.current),
      pollWait: settings.pollTimeout, pollGuardrail: settings.pollGuardrail, pollers: settings.wire.pollers,
      pollChannels: settings.wire.pollChannels, extraHeaders: HTTPFields(settings.wire.headers),
      sendsTiming: settings.wire.sendsTiming,
      forwardsTraceContext: settings.wire.forwardsTraceContext)
  }
}

extension HTTPFields {
  fileprivate init(_ settings: HeaderSettings) {
    self.init()
    for field in settings.fields { append(field.name, field.value) }
  }
}

extension Settings.Health {
  var address: ListenAddress {
    switch self {
    case .tcp(let host, let port): .tcp(host: host, port: port)
    case .unixSocket(let path): .unixSocket(path: path)
    }
  }
}
