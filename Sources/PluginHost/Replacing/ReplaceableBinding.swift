public import CurlHTTP
public import Logging
import Synchronization

/// A channel whose plugin can be replaced while it serves (architecture section 3, item 11).
///
/// From one turn of the loop to the next new exchanges go to the new instance. The former one keeps those that it has until
/// they are over, and is then closed and destroyed. No exchange is cancelled for it.
@NetworkLoop
public final class ReplaceableBinding: ChannelBinding {
  private struct Serving {
    var binding: any ChannelBinding
    /// Counts the instances.
    var build: UInt32 = 0
    /// Of the instances before.
    var faults = 0
    /// What servers before were counted by: each instance begins with one.
    var generations: UInt64 = 0

    var presence: ServerPresence {
      guard case .up(let generation) = binding.serverPresence else { return binding.serverPresence }
      return .up(generation: generations &+ generation)
    }
  }

  public nonisolated let channel: String
  public nonisolated let hasProcessAffinity: Bool
  public nonisolated let isStateless: Bool
  private nonisolated let serving: Mutex<Serving>
  private let logger: Logger
  /// The one that new exchanges go to.
  public private(set) var current: any ChannelBinding
  private var build: UInt32 = 0
  private var former: [UInt32: any ChannelBinding] = [:]
  private var actions: [@NetworkLoop @Sendable (ServerPresence) -> Void] = []
  private var highestGeneration: UInt64 = 0
  private var isClosing = false

  /// So long an instance may take to let go once nothing is in its hands.
  private static let closeLimit = Duration.seconds(8)
  private static let interval = Duration.milliseconds(20)

  public init(_ binding: any ChannelBinding, logger: Logger) {
    channel = binding.channel
    hasProcessAffinity = binding.hasProcessAffinity
    isStateless = binding.isStateless
    serving = Mutex(Serving(binding: binding))
    current = binding
    self.logger = logger
    listen(to: binding, build: 0)
  }

  /// Why `binding` cannot take over: the dispatcher has learned for good what the transport says of itself.
  public func objection(to binding: any ChannelBinding) -> String? {
    if binding.hasProcessAffinity != hasProcessAffinity || binding.isStateless != isStateless {
      return "the new build says other things of its servers (process affinity, sessions); restart tunnel-client for it"
    }
    return isClosing ? "the channel is closing" : nil
  }

  /// Lets `binding` take over. It must be open, and nothing may speak against it (``objection(to:)``).
  public func replace(with binding: any ChannelBinding) {
    let old = current
    if case .up(let generation) = serving.withLock(\.presence) {
      highestGeneration = max(highestGeneration, generation)
    }
    build &+= 1
    current = binding
    serving.withLock { serving in
      serving.faults += old.faultCount
      serving.binding = binding
      serving.build = build
      serving.generations = highestGeneration
    }
    listen(to: binding, build: build)
    let presence = serverPresence
    for action in actions { NetworkLoop.execute { action(presence) } }
    let number = build &- 1
    former[number] = old
    Task(executorPreference: NetworkLoop.executor) { await self.letGo(old, build: number) }
  }

  private func letGo(_ old: any ChannelBinding, build: UInt32) async {
    let begin = ContinuousClock.now
    while old.exchangeCount > 0, !isClosing { try? await LoopClock.sleep(for: Self.interval) }
    guard !isClosing else { return }
    await old.close(within: Self.closeLimit)
    former[build] = nil
    logger.info(
      "the former instance of the plugin is gone",
      metadata: [
        "channel": "\(channel)", "plugin": "\(old.descriptor.id)", "version": "\(old.descriptor.version)",
        "after_ms": "\((ContinuousClock.now - begin).milliseconds)",
      ])
  }

  /// Instances that still have exchanges in their hands.
  var formerCount: Int { former.count }

  // MARK: What is known

  public nonisolated var descriptor: PluginDescriptor { serving.withLock { $0.binding.descriptor } }
  public nonisolated var path: String { serving.withLock { $0.binding.path } }
  public nonisolated var faultCount: Int { serving.withLock { $0.faults + $0.binding.faultCount } }
  public nonisolated var process: PluginProcessStatus? { serving.withLock { $0.binding.process } }
  public nonisolated var authStatus: AuthStatus? { serving.withLock { $0.binding.authStatus } }
  public var children: [Int] { former.values.reduce(current.children) { $0 + $1.children } }
  public nonisolated var serverPresence: ServerPresence { serving.withLock(\.presence) }
  public var replacements: Int { Int(build) }
  /// The same, from anywhere.
  public nonisolated var replacementCount: Int { serving.withLock { Int($0.build) } }
  public var exchangeCount: Int { former.values.reduce(current.exchangeCount) { $0 + $1.exchangeCount } }

  public func whenPresenceChanges(_ action: @escaping @NetworkLoop @Sendable (ServerPresence) -> Void) {
    actions.append(action)
  }

  private func listen(to binding: any ChannelBinding, build: UInt32) {
    binding.whenPresenceChanges { [weak self] presence in self?.hear(presence, from: build) }
  }

  /// Of a former instance nobody wants to know.
  private func hear(_ presence: ServerPresence, from build: UInt32) {
    guard build == self.build else { return }
    var presence = presence
    if case .up(let generation) = presence {
      let number = serving.withLock(\.generations) &+ generation
      highestGeneration = max(highestGeneration, number)
      presence = .up(generation: number)
    }
    for action in actions { action(presence) }
  }

  // MARK: Exchanges

  public func start(_ call: Binding.Call, receiver: any ExchangeReceiver) -> Binding.Exchange? {
    named(current.start(call, receiver: receiver))
  }

  public func probe(receiver: any ExchangeReceiver) -> Binding.Exchange? {
    named(current.probe(receiver: receiver))
  }

  public func cancel(_ exchange: Binding.Exchange, reason: Binding.CancelReason) {
    var own = exchange
    own.build = 0
    (exchange.build == build ? current : former[exchange.build])?.cancel(own, reason: reason)
  }

  private func named(_ exchange: Binding.Exchange?) -> Binding.Exchange? {
    var exchange = exchange
    exchange?.build = build
    return exchange
  }

  public func close(within limit: Duration) async {
    isClosing = true
    await withTaskGroup(of: Void.self) { group in
      for binding in [current] + former.values { group.addTask { await binding.close(within: limit) } }
    }
  }
}
