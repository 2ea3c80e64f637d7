public import TunnelPluginKit

/// Targets that OAuth discovery finds (dataplane 19): the service calls an authorization server inside the operator's
/// network through them.
extension HarpoonServer: OAuthObserver {
  public func oauthChanged(_ document: JSONSlice) {
    guard var settings else { return }
    let endpoints = DiscoveredEndpoint.all(in: document)
    guard endpoints != discovered else { return }
    discovered = endpoints
    let policy = RegistrationPolicy(settings.hosts, endpoints: endpoints)
    settings.registry.forgetDiscovered()
    for endpoint in endpoints { register(endpoint, policy, &settings) }
    self.settings = settings
    reportPresence()
  }

  private func register(_ endpoint: DiscoveredEndpoint, _ policy: RegistrationPolicy, _ settings: inout HarpoonSettings)
  {
    guard let url = TargetURL(endpoint.url) else { return }
    guard let reason = policy.reason(for: endpoint, at: url) else {
      let why = endpoint.isForeign ? "foreign origin" : "not a private host"
      return host.log(.info, "harpoon host skipped role=\(endpoint.role) url=\(url.origin) reason=\"\(why)\"")
    }
    let target = Target(
      label: settings.registry.unusedLabel(endpoint.label), url: url, unixSocket: endpoint.unixSocket,
      description: endpoint.description, category: "oauth", source: "oauth", tags: endpoint.tags,
      inclusionReason: reason, isDiscovered: true)
    do throws(PluginError) {
      try settings.registry.register(target, allowsPlaintext: settings.allowsPlaintext)
      host.log(.info, "harpoon host auto-registered label=\(target.label) url=\(url.origin) reason=\(reason)")
    } catch {
      host.log(.warning, "harpoon host registration failed role=\(endpoint.role) error=\"\(error.message)\"")
    }
  }

  /// The channel is there while there is something to call (dataplane CH-01).
  func reportPresence() {
    let isEmpty = settings?.registry.isEmpty ?? true
    guard isEmpty != isIdle else { return }
    isIdle = isEmpty
    if isEmpty { return host.channelIsIdle("no targets are configured, and OAuth discovery has found none") }
    // Nothing is kept for callers, so one server is as good as another.
    generation += 1
    host.serverIsUp(generation: generation)
  }
}
