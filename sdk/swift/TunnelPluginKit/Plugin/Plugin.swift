/// What every plugin is, whatever it offers: ``TransportPlugin``, ``AuthPlugin``, or both.
///
/// The host makes an instance for each thing that it wants a plugin to be: one that offers both is never both at once.
public protocol Plugin: AnyObject, SendableMetatype {
  /// Read on any thread, without an instance; no side effects.
  static var descriptor: PluginDescriptor { get }

  /// Allocates and returns; work begins in `open`.
  init(host: Host)
}
