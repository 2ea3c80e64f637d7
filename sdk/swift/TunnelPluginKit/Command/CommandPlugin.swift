/// A plugin with commands of its own: `tunnel-client NAME …`.
///
/// The host makes an instance for one call of a command; such an instance does nothing else.
public protocol CommandPlugin: Plugin {
  /// Read without an instance; no side effects.
  static var commands: [CommandDescription] { get }

  /// Runs a command to its end: 0 done, 1 any error, 2 the answer is no. **On a thread of its own**, which it may block.
  ///
  /// It has to return soon once ``CommandCall/isCancelled``: the first SIGINT or SIGTERM says that and no more.
  func run(_ call: CommandCall) -> Int32
}
