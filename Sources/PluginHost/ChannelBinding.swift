public import CurlHTTP

/// What serves a channel: a plugin in this process (``Binding``) or in one of its own (``IsolatedBinding``).
/// Whoever uses it cannot tell which, and need not.
///
/// All of it on the loop but for what is marked; a class, so that a call costs one indirect jump and no box.
@NetworkLoop
public protocol ChannelBinding: AnyObject, Sendable {
  nonisolated var channel: String { get }
  nonisolated var descriptor: PluginDescriptor { get }
  /// The library's file.
  nonisolated var path: String { get }
  /// All callers share one server (`TUNNEL_TRANSPORT_PROCESS_AFFINITY`).
  nonisolated var hasProcessAffinity: Bool { get }
  /// Self-contained requests need no session, and the transport looks after handshakes (`TUNNEL_TRANSPORT_STATELESS`).
  nonisolated var isStateless: Bool { get }
  /// How often the plugin broke the contract.
  nonisolated var faultCount: Int { get }
  /// What the transport says about its server by itself.
  nonisolated var serverPresence: ServerPresence { get }
  /// Of its auth provider; nil when it has none. That of a provider in another process is a few seconds old.
  nonisolated var authStatus: AuthStatus? { get }
  /// The processes that the plugin runs, the oldest first; in a process of its own: ran a few seconds ago.
  var children: [Int] { get }
  /// The plugin's own process; nil when it runs in this one.
  nonisolated var process: PluginProcessStatus? { get }

  /// How many exchanges the plugin has in its hands, probes included.
  var exchangeCount: Int { get }
  /// How often another plugin instance took the place of the one that served; see ``ReplaceableBinding``.
  var replacements: Int { get }

  /// `action` runs on the loop for each change of ``serverPresence``, in order.
  func whenPresenceChanges(_ action: @escaping @NetworkLoop @Sendable (ServerPresence) -> Void)

  /// Hands a command to the plugin. The receiver gets the events later, and `.finished` exactly once, unless the
  /// exchange is cancelled before. Nil: it was refused, and no event will come.
  func start(_ call: Binding.Call, receiver: any ExchangeReceiver) -> Binding.Exchange?

  /// Takes an exchange back. No further event comes for it, but for those on their way already.
  func cancel(_ exchange: Binding.Exchange, reason: Binding.CancelReason)

  /// Asks the plugin whether its server can take calls.
  func probe(receiver: any ExchangeReceiver) -> Binding.Exchange?

  /// Cancels what is under way and lets the plugin go. Returns within `limit`, more or less, whatever the plugin does.
  func close(within limit: Duration) async
}

extension ChannelBinding {
  public var replacements: Int { 0 }
}

extension Binding: ChannelBinding {
  public nonisolated var process: PluginProcessStatus? { nil }
}
