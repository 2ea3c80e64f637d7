import CurlHTTP
import Logging
import Operator
import PluginHost
import Telemetry

/// A channel of a tunnel: what serves it, who looks after its server, and how people can name and reach that server.
@NetworkLoop
struct ServedChannel {
  /// Its binding, which another build may take over.
  let replaceable: ReplaceableChannel
  let monitor: BindingMonitor
  let target: ChannelTarget
  let replayTarget: ReplayTarget

  var name: String { binding.channel }
  var binding: ReplaceableBinding { replaceable.binding }
  var health: BindingHealth { monitor.health }

  init(_ channel: ReplaceableChannel, registry: Registry, logger: Logger) {
    replaceable = channel
    let restarts = registry.counter(
      "mcp_server_restarts_total", help: "Servers that came after the first, where the transport counts them",
      labels: ["channel": channel.binding.channel])
    monitor = BindingMonitor(channel.binding, restarts: restarts, logger: logger)
    target = ChannelTarget(channel.setting, hasProcessAffinity: channel.binding.hasProcessAffinity)
    replayTarget = ReplayTarget(channel.setting)
  }

  /// What the status says of the server behind it.
  var server: StatusSnapshot.Channel.Server {
    target.server(health, pid: binding.children.first)
  }
}
