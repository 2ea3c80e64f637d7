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
  /// Its message goes to the plugin; again, when the server has to be asked in another way.
  func called(_ command: Command)
  /// Something failed that its answer will tell of.
  func failed(_ command: Command, _ failure: FailureNote)
  /// Its terminal answer is known, and goes out behind what was said before.
  func answering(_ command: Command, _ response: TunnelResponse)
  func ended(_ command: Command, _ outcome: CommandOutcome, after elapsed: Duration)
}

// Who only counts need not look at every step.
extension DispatchObserver {
  public func called(_ command: Command) {}
  public func failed(_ command: Command, _ failure: FailureNote) {}
  public func answering(_ command: Command, _ response: TunnelResponse) {}
}
