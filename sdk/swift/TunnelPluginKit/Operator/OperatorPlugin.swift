/// A plugin with endpoints on the operator's server.
///
/// One that is a ``TransportPlugin`` too serves both with one instance, and is opened and closed as a transport only; the
/// others are services, which need no channel. **Everything here happens on the host's one network thread**.
public protocol OperatorPlugin: Plugin {
  /// What it adds.
  static var mount: OperatorMount { get }

  /// Takes a service into service: check the configuration, a JSON object that is borrowed for the call. Called once,
  /// before the rest.
  func open(_ configuration: UnsafeRawBufferPointer) throws(PluginError)

  /// Lets go of connections and children, then calls `Host.closed()`, at once or later. All requests were cancelled
  /// before. Called once, also when `open` failed.
  func close()

  /// Begins to answer a request, through `reply` exactly once, now or later. `request` is borrowed. An error refuses it:
  /// the client gets 500; do not answer then.
  func serve(_ reply: OperatorReply, _ request: OperatorRequest) throws(PluginError)

  /// The client has left; the handle is already dead. Stop the work, do not answer.
  func cancel(_ reply: OperatorReply.ID)
}
