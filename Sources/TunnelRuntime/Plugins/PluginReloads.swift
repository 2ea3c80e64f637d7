import Configuration
import CurlHTTP
import Logging
import Operator
import PluginHost

/// Lets new builds of plugins take over from those that serve (architecture section 3, item 11). One reload at a time.
@NetworkLoop
final class PluginReloads {
  let channels: [ReplaceableChannel]
  private let opener: BindingOpener
  private let logger: Logger
  /// Told before a channel's plugin changes, with the one that is and the one that will be.
  var willReplace: (@NetworkLoop (any ChannelBinding, any ChannelBinding) -> Void)?
  private var last: Task<[PluginReload], Never>?

  /// So long may the server of a new instance take to be there, where the former one's was.
  private static let serverLimit = Duration.seconds(10)
  private static let interval = Duration.milliseconds(20)

  init(_ channels: [ReplaceableChannel], opener: BindingOpener, logger: Logger) {
    self.channels = channels
    self.opener = opener
    self.logger = logger
  }

  /// Whether a file of any channel is another one by now.
  var hasNewBuilds: Bool { channels.contains(where: \.hasNewBuild) }

  /// Replaces what serves the channels whose files have changed; of a named plugin, what serves its channels whether or not.
  func reload(plugin id: String? = nil) async -> [PluginReload] {
    let before = last
    let task = Task(executorPreference: NetworkLoop.executor) {
      _ = await before?.value
      return await self.reloadNow(id)
    }
    last = task
    return await task.value
  }

  /// What a reload leaves as it is although there is a new build.
  func tell(of kept: PluginReload) {
    logger.warning("plugin not replaced", metadata: ["plugin": "\(kept.id)", "reason": "\(kept.error ?? "")"])
  }

  private func reloadNow(_ id: String?) async -> [PluginReload] {
    var results: [PluginReload] = []
    for channel in channels where id.map(channel.uses) ?? true {
      results.append(id != nil || channel.hasNewBuild ? await reload(channel) : PluginReload(channel, .unchanged))
    }
    return results
  }

  private func reload(_ channel: ReplaceableChannel) async -> PluginReload {
    let old = channel.binding.descriptor
    let metadata: Logger.Metadata = ["channel": "\(channel.setting.channel)", "plugin": "\(old.id)"]
    do {
      let opened = try await opener.open(channel.setting, known: channel.files)
      if let objection = await self.objection(to: opened.binding, for: channel.binding) {
        await opened.binding.close(within: opener.closeLimit)
        throw BindingFailure.refused(old.id, objection)
      }
      willReplace?(channel.binding.current, opened.binding)
      channel.take(opened)
    } catch {
      channel.failure = "\(error)"
      logger.error(
        "plugin not replaced; the one that serves goes on", metadata: metadata.merging(["error": "\(error)"]) { $1 })
      return PluginReload(channel, .kept)
    }
    logger.info(
      "plugin replaced",
      metadata: metadata.merging(["version": "\(channel.binding.descriptor.version)", "former": "\(old.version)"]) {
        $1
      })
    return PluginReload(channel, .replaced, former: old.version)
  }

  /// A transport that speaks of its servers has to have one before it takes over from one that has.
  private func objection(to new: any ChannelBinding, for old: ReplaceableBinding) async -> String? {
    let deadline = ContinuousClock.now + Self.serverLimit
    while case .up = old.serverPresence {
      if case .up = new.serverPresence { break }
      guard ContinuousClock.now < deadline else {
        let reason = if case .down(let reason) = new.serverPresence { ": \(reason)" } else { "" }
        return "its server did not come up within \(Self.serverLimit.components.seconds) s\(reason)"
      }
      try? await LoopClock.sleep(for: Self.interval)
    }
    return old.objection(to: new)
  }
}

extension PluginReload {
  @NetworkLoop
  fileprivate init(_ channel: ReplaceableChannel, _ outcome: Outcome, former: String? = nil) {
    self.init(
      id: channel.setting.pluginID, channel: channel.setting.channel, outcome: outcome,
      version: channel.binding.descriptor.version, former: former, error: outcome == .kept ? channel.failure : nil)
  }
}
