public import CurlHTTP
public import Logging
import NIOCore
import Synchronization

/// One channel of the tunnel and the plugin that serves it from a process of its own (architecture section 3, item 10).
///
/// A crash costs the exchanges that are under way: each of them ends as with a server that has gone. Until the next
/// process is up calls fail at once.
@NetworkLoop
public final class IsolatedBinding: ChannelBinding {
  public nonisolated let channel: String
  public nonisolated let descriptor: PluginDescriptor
  public nonisolated let path: String
  public nonisolated let hasProcessAffinity: Bool
  public nonisolated let isStateless: Bool
  private nonisolated let authPluginID: String?
  nonisolated let supervisor: PluginSupervisor

  /// Starts the process and opens the binding in it.
  ///
  /// - Parameters:
  ///   - channel: The channel's name; its way out is the one of ``HTTPRoutes`` for it.
  ///   - requirement: The plugin that serves it; it is looked for, and opened, in the other process only.
  ///   - searchPath: Where it is looked for.
  ///   - configuration: A JSON object.
  ///   - maxConcurrency: How many exchanges will be under way at once.
  ///   - auth: The plugin that supplies what calls and probes go out with, with its configuration and the URL that it is
  ///     told; it is opened in the same process.
  ///   - launch: What is started.
  ///   - facilities: What this process has for plugins.
  ///   - logger: The plugin's lines and faults go here.
  ///   - onSecret: Gets every value of a credential before a line that could show it. Called on the loop.
  /// - Returns: A binding whose plugin serves.
  /// - Throws: why the plugin cannot serve the channel.
  public static func open(
    channel: String, plugin requirement: PluginRequirement, searchPath: PluginSearchPath, configuration: String,
    maxConcurrency: Int, auth: (requirement: PluginRequirement, configuration: String, target: String)? = nil,
    launch: PluginProcessLaunch = .thisProgram, facilities: HostFacilities = HostFacilities(), logger: Logger,
    onSecret: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws(BindingFailure) -> IsolatedBinding {
    var logger = logger
    logger[metadataKey: "plugin"] = "\(requirement.id)"
    logger[metadataKey: "channel"] = "\(channel)"
    let opening = PluginOpening(
      channel: channel, requirement: requirement, folders: searchPath.folders, configuration: configuration,
      maxConcurrency: maxConcurrency, logLevel: logger.logLevel, route: PortableHTTPRoute(),
      variables: PluginProcessLaunch.variables(
        namedIn: configuration + (auth?.configuration ?? ""), of: HostEnvironment.current()),
      auth: auth.map { AuthOpening(requirement: $0.requirement, configuration: $0.configuration, target: $0.target) },
      stateRoot: facilities.stateRoot)
    var launch = launch
    // For whoever looks at a list of processes.
    launch.arguments += ["channel=\(channel)", "plugin=\(requirement.id)"]
    let supervisor = PluginSupervisor(
      opening, launch: launch, facilities: facilities, logger: logger, onSecret: onSecret)
    return IsolatedBinding(channel, try await supervisor.open(), supervisor, authPluginID: auth?.requirement.id)
  }

  private init(_ channel: String, _ facts: PluginFacts, _ supervisor: PluginSupervisor, authPluginID: String?) {
    self.channel = channel
    self.authPluginID = authPluginID
    descriptor = facts.descriptor
    path = facts.path
    hasProcessAffinity = facts.hasProcessAffinity
    isStateless = facts.isStateless
    self.supervisor = supervisor
  }

  public nonisolated var faultCount: Int { supervisor.faults.load(ordering: .relaxed) }
  public nonisolated var authStatus: AuthStatus? {
    guard let id = authPluginID, let activity = supervisor.hosted.withLock(\.auth) else { return nil }
    // Its breaches are among those of the process.
    return AuthStatus(pluginID: id, faults: 0, activity: activity)
  }

  public var children: [Int] { supervisor.hosted.withLock(\.children) }
  public nonisolated var serverPresence: ServerPresence { supervisor.presence.presence }
  public nonisolated var process: PluginProcessStatus? { supervisor.status.withLock(\.self) }

  public var exchangeCount: Int { supervisor.exchanges.count }

  public func whenPresenceChanges(_ action: @escaping @NetworkLoop @Sendable (ServerPresence) -> Void) {
    supervisor.presence.whenChanged(action)
  }

  public func start(_ call: Binding.Call, receiver: any ExchangeReceiver) -> Binding.Exchange? {
    let id = call.id.flatMap { range in
      call.message.getSlice(at: call.message.readerIndex + range.lowerBound, length: range.count)
    }
    let awaited = call.kind == .request ? id ?? ByteBuffer() : ByteBuffer()
    return begin(awaited, receiver) { .start($0, call) }
  }

  public func probe(receiver: any ExchangeReceiver) -> Binding.Exchange? {
    begin(ByteBuffer(), receiver) { .probe($0) }
  }

  public func cancel(_ exchange: Binding.Exchange, reason: Binding.CancelReason) {
    guard supervisor.exchanges.withdraw(exchange.handle) != nil else { return }
    supervisor.exchanges.settleWithdrawal(of: exchange.handle)
    _ = supervisor.send(.cancel(exchange.handle, reason))
  }

  public func close(within limit: Duration) async {
    await supervisor.close(within: limit)
  }

  private func begin(
    _ id: ByteBuffer, _ receiver: any ExchangeReceiver, _ frame: (UInt64) -> HostFrame
  ) -> Binding.Exchange? {
    guard !supervisor.isClosing,
      let handle = supervisor.exchanges.begin(receiver: receiver, id: id, messageBuffer: 0)
    else { return nil }
    if !supervisor.send(frame(handle)) {
      let isUp = supervisor.isUp
      _ = supervisor.exchanges.finish(
        handle,
        isUp
          ? ExchangeOutcome(.internal, detail: "the plugin's process does not take its input")
          : ExchangeOutcome(.closed, detail: supervisor.downReason))
    }
    return Binding.Exchange(handle: handle)
  }
}
