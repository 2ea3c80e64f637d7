import HTTPServing

extension StatusSnapshot {
  /// Compact JSON. Optional facts are left out when there are none.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { root in
      root.member("version", version)
      root.member("instance_id", instanceID)
      root.member("started_at", startedAt.rfc3339)
      root.member("uptime_seconds", Int(uptime.components.seconds))
      root.member("tunnel_id", tunnelID)
      root.member("control_plane") { $0.object(controlPlane.write) }
      root.member("channels") { $0.array(channels) { channel, writer in writer.object(channel.write) } }
      root.member("queue") { writer in
        writer.object {
          $0.member("depth", queue.depth)
          $0.member("capacity", queue.capacity)
        }
      }
      root.member("workers") { writer in
        writer.object {
          $0.member("active", workers.active)
          $0.member("limit", workers.limit)
        }
      }
      root.member("plugins") { $0.array(plugins) { plugin, writer in writer.object(plugin.write) } }
      root.member("readiness") { writer in
        writer.object {
          $0.member("ready", readiness.ready)
          $0.member("text", readiness.text)
          $0.member("dependencies") { writer in
            writer.array(readiness.dependencies) { dependency, writer in writer.object { dependency.write(to: &$0) } }
          }
        }
      }
      writeCompatible(to: &root)
    }
    return writer.bytes
  }
}

extension StatusSnapshot.ControlPlane {
  fileprivate func write(_ writer: inout JSONWriter) {
    writer.member("url", url)
    writer.member("state", state.rawValue)
    writer.member("detail", detail)
    if let lastSuccessAt { writer.member("last_success_at", lastSuccessAt.rfc3339) }
    if let lastError { writer.member("last_error", lastError) }
    writer.member("consecutive_failures", consecutiveFailures)
  }
}

extension StatusSnapshot.Channel {
  fileprivate func write(_ writer: inout JSONWriter) {
    writer.member("name", name)
    if !pluginID.isEmpty {
      writer.member("plugin_id", pluginID)
      writer.member("plugin_version", pluginVersion)
      writer.member("plugin_path", pluginPath)
    }
    writer.member("state", state.rawValue)
    writer.member("detail", detail)
    if let since { writer.member("since", since.rfc3339) }
    writer.member("in_flight", inFlight)
    writer.member("completed", completed)
    writer.member("failed", failed)
    if let lastCommandAt { writer.member("last_command_at", lastCommandAt.rfc3339) }
    if let lastAcceptedAt { writer.member("last_accepted_at", lastAcceptedAt.rfc3339) }
    if let idleSince { writer.member("idle_since", idleSince.rfc3339) }
    if let server { writer.members(server.facts) }
    if let auth { writer.members([("auth", .object(auth.facts))]) }
  }
}

extension StatusSnapshot.Plugin {
  fileprivate func write(_ writer: inout JSONWriter) {
    writer.member("id", id)
    writer.member("version", version)
    writer.member("path", path)
    writer.member("faults", faults)
    writer.member("isolation", process == nil ? "none" : "process")
    guard let process else { return }
    if let pid = process.pid { writer.member("pid", pid) }
    writer.member("restarts", process.restarts)
  }
}
