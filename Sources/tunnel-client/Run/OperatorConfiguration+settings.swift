import Configuration
import HTTPServing
import Operator

extension OperatorConfiguration {
  init(_ settings: Settings, instanceID: String) {
    self.init(
      listen: settings.health.address, urlFile: settings.healthURLFile, allowedHosts: settings.adminUI.allowedHosts,
      allowsRemotePeers: settings.adminUI.allowsRemote, showsHealthDetails: settings.healthShowsDetails)
    self.instanceID = instanceID
    allowsRemoteControl = settings.adminUI.allowsRemoteControl
    allowsRemoteMetrics = settings.adminUI.allowsRemoteMetrics
    tokenFile = settings.adminUI.tokenFile ?? settings.healthURLFile.map { $0 + ".token" }
  }
}
