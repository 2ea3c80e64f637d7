import PluginHost
import Telemetry

extension Registry {
  /// What the auth provider of a binding does.
  func addAuth(_ pluginID: String, _ binding: any ChannelBinding) {
    let labels: Labels = ["channel": binding.channel, "plugin": pluginID]
    // The host's word for a breach of the contract, whoever it was.
    counter("plugin_faults_total", help: "Breaches of the plugin contract", labels: labels) {
      binding.authStatus.map { Double($0.faults) }
    }
    counter("auth_provider_requests_total", help: "How often an auth plugin was asked for a credential", labels: labels)
    {
      binding.authStatus.map { Double($0.activity.requests) }
    }
    counter("auth_provider_failures_total", help: "How often an auth plugin supplied no credential", labels: labels) {
      binding.authStatus.map { Double($0.activity.failures) }
    }
    counter("auth_provider_refusals_total", help: "How often a server refused a supplied credential", labels: labels) {
      binding.authStatus.map { Double($0.activity.refusals) }
    }
  }
}
