import HTTPServing

extension StatusSnapshot {
  /// What readers of the peer's `/api/status` look for (operator spec 11.3), and what `health` needs (W-30).
  func writeCompatible(to root: inout JSONWriter) {
    root.members([
      ("client_instance_id", .text(instanceID)), ("control_plane_base_url", .text(controlPlane.url)),
      ("control_plane_tunnel_id", .text(tunnelID)), ("pid", .number(process?.pid)),
      ("process_start", .number(process?.start)),
    ])
    if let setup { root.members(setup.facts) }
    if let metadata {
      root.members([
        (
          "tunnel_metadata",
          .object([
            ("id", .text(tunnelID)), ("name", .text(metadata.name)), ("description", .text(metadata.description)),
            ("as_of", .time(metadata.asOf)),
          ])
        )
      ])
    }
    root.members([("tunnel_metadata_error", .text(metadataError))])
  }
}

extension StatusSnapshot.Setup {
  fileprivate var facts: [(name: String, value: HealthValue)] {
    [
      ("health_listen_addr", .text(healthListenAddress)), ("control_plane_max_inflight", .number(maxInflight)),
      ("control_plane_poll_timeout", .text(pollTimeout)),
      ("control_plane_poll_deadline_guardrail", .text(pollGuardrail)), ("mcp_server_url", .text(serverURL)),
      ("control_plane_route", controlPlaneRoute.map { .object($0.facts) } ?? .none),
      ("mcp_routes", channelRoutes.isEmpty ? .none : .list(channelRoutes.map { .object($0.facts) })),
      ("raw_http_logging_enabled", .flag(logsRawHTTP)), ("config_source", .text(configSource)),
      ("warnings", warnings.isEmpty ? .none : .texts(warnings)),
    ]
  }
}
