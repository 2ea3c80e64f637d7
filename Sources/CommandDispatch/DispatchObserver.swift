public import ControlPlane
public import CurlHTTP

/// Who wants to know of every command (metrics, health).
@NetworkLoop
public protocol DispatchObserver: AnyObject, Sendable {
  func admitted(_ command: Command)
  /// An element of a poll that nobody can answer.
  func dropped()
  /// A command for a channel that nothing serves.
  func unsupported(_ command: Command)
  /// A command that is not usable, and is answered so.
  func rejected(_ command: Command)
  /// It waits no more: a worker took it up, or it will not be worked on any more.
  func started(_ command: Command)
  func ended(_ command: Command, _ outcome: CommandOutcome, after elapsed: Duration)
}
