import ControlPlane
import CurlHTTP
import PluginHost

extension ServerInfo {
  /// Of the bindings whose channels are polled; no `channels` at all: every one is. Those that have nothing to serve are left
  /// out (dataplane spec CP-05), unless `includingIdle`: they may have something later.
  @NetworkLoop
  init(of bindings: [any ChannelBinding], polled channels: [String], includingIdle: Bool = false) {
    self.init(
      bindings.filter { channels.isEmpty || channels.contains($0.channel) }
        .filter { includingIdle || !$0.serverPresence.isIdle }
        .map { .init(name: $0.channel, stateless: $0.isStateless, processAffinity: $0.hasProcessAffinity) })
  }
}
