/// A transport: it carries the calls of one channel to an MCP server.
///
/// One instance serves one binding. **Everything here happens on the host's one network thread**: the calls of
/// this protocol, and the callbacks of timers, HTTP requests and child processes. A plugin is therefore an
/// ordinary class that is not `Sendable` and has no lock; the compiler keeps it on that thread. It must return quickly:
/// nothing else of the tunnel moves while it runs.
public protocol TransportPlugin: Plugin {
  static var flags: TransportFlags { get }

  /// Takes the binding into service: check the configuration, start what is needed. Called once, before the rest.
  func open(_ binding: Binding) throws(PluginError)

  /// Lets go of connections and children, then calls `Host.closed()`, at once or later. All exchanges were cancelled
  /// before. Called once, also when `open` failed.
  func close()

  /// Begins an exchange. `call` is borrowed. An error refuses it: the exchange is dead then.
  func start(_ exchange: Exchange, _ call: Call) throws(PluginError)

  /// The host no longer wants the answer; the exchange is already dead. Stop the work, do not finish.
  func cancel(_ exchange: ExchangeID, reason: CancelReason)

  /// Finds out whether the server can take calls, and finishes `exchange`: `head` with a status if there is one.
  func probe(_ exchange: Exchange)

  /// The same with the headers of an auth provider's credential to send, borrowed.
  func probe(_ exchange: Exchange, headers: Headers)
}

extension TransportPlugin {
  public static var flags: TransportFlags { [] }

  /// For transports without headers.
  public func probe(_ exchange: Exchange, headers: Headers) {
    probe(exchange)
  }
}
