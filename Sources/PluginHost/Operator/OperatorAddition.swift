public import CurlHTTP

/// What a plugin adds to the operator's server: one in this process (``OperatorPlugin``), or in one of its own
/// (``IsolatedOperatorPlugin``). Whoever asks it cannot tell which, but by ``process``.
@NetworkLoop
public protocol OperatorAddition: AnyObject, Sendable {
  nonisolated var descriptor: PluginDescriptor { get }
  /// The library's file.
  nonisolated var path: String { get }
  /// Host services that it may use.
  nonisolated var granted: Set<String> { get }
  /// Of the present process: another build may say something else.
  nonisolated var place: OperatorPlace { get }
  /// It needs no channel.
  nonisolated var isService: Bool { get }
  /// How often the plugin broke the contract.
  nonisolated var faultCount: Int { get }
  /// The plugin's own process; nil when it runs in this one.
  nonisolated var process: PluginProcessStatus? { get }

  /// Asks the plugin. A cancelled task takes the request back.
  func serve(_ call: OperatorCall) async -> OperatorAnswer

  /// Takes every request back; none is taken any more. What is left of a channel's plugin is its binding's.
  func stop()

  /// Stops, and lets a service go. Returns within `limit`, more or less, whatever the plugin does.
  func close(within limit: Duration) async
}

extension OperatorAddition {
  /// The name below `/api/`.
  public nonisolated var mount: String { place.mount }
  /// Paths whose GET is control; one that ends with a slash stands for everything below it.
  public nonisolated var controlPaths: [String] { place.controlPaths }
  public nonisolated var panelTitle: String? { place.panelTitle }
  /// The path below the mount where the panel's script is.
  public nonisolated var panelScript: String? { place.panelScript }
}
