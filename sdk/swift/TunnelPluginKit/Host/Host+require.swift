internal import CTunnelPlugin

extension Host {
  /// Throws an error that names the service unless the host has it and the operator granted it.
  public func require(_ services: HostService...) throws(PluginError) {
    for service in services {
      guard has(service) else { throw .missing(service) }
      guard isGranted(service) else { throw .denied(service) }
    }
  }

  /// Whether the instance may use a service; asking counts nothing.
  public func isGranted(_ service: HostService) -> Bool {
    (pointer.pointee.is_granted?(pointer, service.name.cString) ?? 0) != 0
  }

  private func has(_ service: HostService) -> Bool {
    switch service {
    case .exchange, .buffer, .json: true
    case .log: logTable != nil
    case .timer: timerTable != nil
    case .http: httpTable != nil
    case .process: processTable != nil
    case .readiness: readinessTable != nil
    case .auth: authTable != nil
    case .operator: operatorTable != nil
    case .metrics: metricsTable != nil
    case .oauth: oauthTable != nil
    case .state: stateTable != nil
    case .secret: secretTable != nil
    }
  }
}
