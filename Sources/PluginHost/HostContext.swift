import CTunnelPlugin
public import CurlHTTP
import Logging
import Synchronization

/// What the host knows of one plugin instance, behind its `tunnel_host`: grants, handles, faults.
///
/// Never freed: a plugin that calls after destroy, from a thread it forgot, finds a closed context and is told so,
/// instead of freed memory. An instance is made once for each binding.
final class HostContext: Sendable {
  let pluginID: String
  let channel: String
  let granted: Set<String>
  /// The way that the HTTP requests of this instance take.
  let route: HTTPRouteID
  let logger: Logger
  let exchanges: ExchangeTable
  let buffers: BufferTable
  let timers: Mutex<HandleTable<TimerService.Pending>>
  let requests: Mutex<HandleTable<PluginRequest>>
  let processes: Mutex<HandleTable<ChildProcess>>
  let credentials: CredentialTable
  let operatorRequests: OperatorRequests
  let facilities: HostFacilities
  let metricHandles: Mutex<MetricHandles>
  let oauthWatcher = Mutex<UInt64?>(nil)
  let stateText = Mutex<ConstantText?>(nil)
  /// The secrets that the configuration names, with their prefix.
  let secretReferences = Mutex<Set<String>>([])
  let secretsBeingRead = Mutex(0)

  private let isDestroyed = Atomic(false)
  private let faults = Mutex<[PluginFault: Int]>([:])
  private let presence = Mutex(ServerPresence.unknown)
  private let onPresence = Mutex<[@NetworkLoop @Sendable (ServerPresence) -> Void]>([])
  private let closingLimit = Mutex<Duration?>(nil)
  private let statusSource = Mutex<(@NetworkLoop @Sendable () -> [UInt8]?)?>(nil)
  private let onReaderGone = Mutex<(@NetworkLoop @Sendable (UInt64) -> Void)?>(nil)
  private let onClosed = Mutex<(@NetworkLoop @Sendable () -> Void)?>(nil)

  /// So many lines of one kind of fault are written to the log; the rest is only counted.
  private static let loggedFaults = 20
  private static let nextInstance = Atomic<UInt16>(1)

  init(
    pluginID: String, channel: String, granted: Set<String>, facilities: HostFacilities = HostFacilities(),
    logger: Logger
  ) {
    self.pluginID = pluginID
    self.channel = channel
    self.granted = granted
    route = .binding(channel)
    self.facilities = facilities
    self.logger = logger
    let instance = Self.nextInstance.wrappingAdd(1, ordering: .relaxed).oldValue
    exchanges = ExchangeTable(instance: instance)
    buffers = BufferTable(instance: instance)
    timers = Mutex(HandleTable(instance: instance))
    requests = Mutex(HandleTable(instance: instance))
    processes = Mutex(HandleTable(instance: instance))
    credentials = CredentialTable(instance: instance)
    operatorRequests = OperatorRequests(instance: instance)
    metricHandles = Mutex(MetricHandles(instance: instance))
  }

  /// The instance is about to be opened with this.
  func willOpen(with configuration: String) {
    let references = SecretReferences.all(in: configuration)
    secretReferences.withLock { $0 = references }
  }

  var metricOwner: MetricOwner { MetricOwner(pluginID: pluginID, channel: channel) }

  /// The context behind a host pointer that a plugin passed; nil, with the fault counted, when it may not call.
  static func of(_ host: UnsafePointer<tunnel_host>?) -> HostContext? {
    guard let context = host?.pointee.context else { return nil }
    let this = Unmanaged<HostContext>.fromOpaque(context).takeUnretainedValue()
    guard !this.hasEnded else {
      this.report(.afterDestroy)
      return nil
    }
    return this
  }

  /// Counts a fault and says so in the log.
  func report(_ fault: PluginFault) {
    let count = faults.withLock { faults in
      faults[fault, default: 0] += 1
      return faults[fault, default: 0]
    }
    guard count <= Self.loggedFaults else { return }
    let last = count == Self.loggedFaults ? " (further ones are only counted)" : ""
    logger.warning("plugin \(pluginID) \(fault.rawValue)\(last)", metadata: ["channel": "\(channel)"])
  }

  var faultCounts: [PluginFault: Int] { faults.withLock(\.self) }

  var faultCount: Int { faults.withLock { $0.values.reduce(0, +) } }

  /// Whether the plugin's instance is gone, so that none of its functions may be called any more.
  var hasEnded: Bool { isDestroyed.load(ordering: .acquiring) }

  /// The instance is gone: what it says from now on is a fault, and what it left running ends unheard.
  @NetworkLoop
  func markDestroyed() {
    isDestroyed.store(true, ordering: .releasing)
    if let watcher = oauthWatcher.withLock(\.self) { facilities.oauth.remove(watcher) }
    for pending in timers.withLock({ $0.removeAll() }) { pending.timer?.cancel() }
    for request in requests.withLock({ $0.live.map(\.value) }) { request.cancel() }
    for child in processes.withLock({ $0.live.map(\.value) }) { child.stop(grace: .zero) }
  }

  /// What the transport last said about its server.
  var serverPresence: ServerPresence { presence.withLock(\.self) }

  /// `action` runs on the loop for each change that the transport reports, in order, behind those asked for earlier.
  func whenPresenceChanges(_ action: @escaping @NetworkLoop @Sendable (ServerPresence) -> Void) {
    onPresence.withLock { $0.append(action) }
  }

  func report(_ presence: ServerPresence) {
    self.presence.withLock { $0 = presence }
    for action in onPresence.withLock(\.self) { NetworkLoop.execute { action(presence) } }
  }

  /// What the plugin gets from now on when it asks for the state of the tunnel.
  func answerStatus(_ source: @escaping @NetworkLoop @Sendable () -> [UInt8]?) {
    statusSource.withLock { $0 = source }
  }

  @NetworkLoop
  func tunnelStatus() -> [UInt8]? {
    statusSource.withLock(\.self)?()
  }

  /// `action` runs for each stream of the operator that nobody reads any more.
  func whenReaderLeaves(_ action: @escaping @NetworkLoop @Sendable (UInt64) -> Void) {
    onReaderGone.withLock { $0 = action }
  }

  @NetworkLoop
  func readerLeft(_ request: UInt64) {
    onReaderGone.withLock(\.self)?(request)
  }

  /// The binding is being closed and has so long: its children get their grace out of that.
  func limitClosing(to limit: Duration) {
    closingLimit.withLock { $0 = limit }
  }

  /// A grace that a plugin asks for, shortened to `share` of the time that is left for closing.
  func grace(_ wanted: Duration, share: Double) -> Duration {
    closingLimit.withLock { limit in limit.map { min(wanted, $0 * share) } ?? wanted }
  }

  /// `action` runs once, when the plugin says that its binding is closed.
  func whenClosed(_ action: @escaping @NetworkLoop @Sendable () -> Void) {
    onClosed.withLock { $0 = action }
  }

  func reportClosed() {
    let action = onClosed.withLock { stored in
      defer { stored = nil }
      return stored
    }
    if let action { NetworkLoop.execute(action) }
  }
}

extension HTTPRouteID {
  /// The way to the server of a channel's binding.
  public static func binding(_ channel: String) -> HTTPRouteID { HTTPRouteID("binding/\(channel)") }
}
