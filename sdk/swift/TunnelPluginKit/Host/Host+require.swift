internal import CTunnelPlugin

extension Host {
  /// Throws an error that names the service unless the host has it and the operator granted it.
  ///
  /// A denied service is a table whose functions answer `TUNNEL_E_DENIED`, so the way to know is to ask one: each
  /// question below is empty, which a granted service answers with `TUNNEL_E_INVALID` and without doing anything.
  public func require(_ services: HostService...) throws(PluginError) {
    for service in services {
      guard let status = answer(of: service) else { throw .missing(service) }
      if status == .denied { throw .denied(service) }
    }
  }

  private func answer(of service: HostService) -> PluginStatus? {
    switch service {
    case .exchange, .buffer, .json:
      return .ok
    case .log:
      return logTable == nil ? nil : .ok
    case .timer:
      guard let start = timerTable?.pointee.start else { return nil }
      var timer: tunnel_timer = 0
      return PluginStatus(rawValue: start(pointer, 0, nil, nil, &timer))
    case .http:
      guard let start = httpTable?.pointee.start else { return nil }
      var request = tunnel_http_request()
      request.size = UInt32(MemoryLayout<tunnel_http_request>.size)
      var handle: tunnel_http = 0
      return PluginStatus(rawValue: start(pointer, &request, &handle))
    case .process:
      guard let start = processTable?.pointee.start else { return nil }
      var options = tunnel_process_options()
      options.size = UInt32(MemoryLayout<tunnel_process_options>.size)
      var process: tunnel_process = 0
      var error = tunnel_error.empty()
      return PluginStatus(rawValue: start(pointer, &options, &process, &error))
    }
  }
}
