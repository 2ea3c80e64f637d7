/// What every plugin is, whatever it offers: ``TransportPlugin``, ``AuthPlugin``, ``OperatorPlugin``, ``CommandPlugin``, or
/// several.
///
/// The host makes an instance for each transport and each auth provider that it wants: one instance is never both. What
/// is offered to the operator comes from the instance of a transport, or from one of its own.
public protocol Plugin: AnyObject, SendableMetatype {
  /// Read on any thread, without an instance; no side effects.
  static var descriptor: PluginDescriptor { get }

  /// Allocates and returns; work begins in `open`.
  init(host: Host)
}
