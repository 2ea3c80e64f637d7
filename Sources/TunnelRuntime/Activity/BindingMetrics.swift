import PluginHost
import Telemetry

extension Registry {
  /// What a binding's plugin, its process and its auth provider do. Read whenever somebody asks for the metrics.
  func add(_ binding: ReplaceableBinding) {
    let labels: Labels = ["channel": binding.channel, "plugin": binding.descriptor.id]
    counter("plugin_faults_total", help: "Breaches of the plugin contract", labels: labels) {
      Double(binding.faultCount)
    }
    if let auth = binding.authStatus { addAuth(auth.pluginID, binding) }
    counter("plugin_reloads_total", help: "Times that another build or instance took over", labels: labels) {
      Double(binding.replacementCount)
    }
    guard binding.process != nil else { return }
    counter(
      "plugin_process_restarts_total", help: "Processes that took the place of one that had ended", labels: labels
    ) { Double(binding.process?.restarts ?? 0) }
  }

  private func addAuth(_ pluginID: String, _ binding: any ChannelBinding) {
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
