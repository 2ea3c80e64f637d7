internal import TunnelPluginKit

/// One run of a command for one request, with its time limit.
final class CredentialCommand: ChildProcessDelegate, TimerTarget {
  typealias Completion = (CredentialCommand, Result<String, CommandOutput.Failure>) -> Void

  private let program: String
  private let limit: Int64
  private var output = CommandOutput()
  private var child: ChildProcess?
  private var timer: Timer?
  /// Nil once the answer is given, or nobody waits for it any more.
  private var completion: Completion?
  private(set) var isGone = false
  private let whenGone: (CredentialCommand) -> Void

  /// How long the command has between the end of its time, or of the interest in it, and SIGTERM.
  private static let grace: UInt64 = 0

  init(
    _ arguments: [String], limit: Int64, host: Host, whenGone: @escaping (CredentialCommand) -> Void,
    completion: @escaping Completion
  ) throws(PluginError) {
    program = arguments.first ?? ""
    self.limit = limit
    self.whenGone = whenGone
    self.completion = completion
    timer = try Timer(host, after: UInt64(limit), target: self)
    let child = try ChildProcess(host, ChildProcessOptions(arguments: arguments), delegate: self)
    self.child = child
    // Closes its input: a command that asks somebody for a password gets an end of file instead of waiting. Its time
    // limit is the timer's business; the signal of this call comes behind it.
    child.stop(graceMilliseconds: UInt64(limit) + 1_000)
  }

  /// Nobody waits any more.
  func cancel() {
    completion = nil
    timer = nil
    child?.stop(graceMilliseconds: Self.grace)
  }

  func child(_ child: ChildProcess, didOutput bytes: UnsafeRawBufferPointer) {
    guard completion != nil, !bytes.isEmpty else { return }
    if !output.append(bytes) { child.stop(graceMilliseconds: Self.grace) }
  }

  func child(_ child: ChildProcess, didExit reason: String) {
    isGone = true
    timer = nil
    self.child = nil
    do throws(CommandOutput.Failure) {
      let secret = try output.secret(ended: reason, exitCode: child.exitCode, lastErrorLine: child.lastErrorLine)
      answer(.success(secret))
    } catch {
      answer(.failure(.init(failure: error.failure, message: "the command '\(program)' \(error.message)")))
    }
    whenGone(self)
  }

  func fired(_ timer: Timer) {
    child?.stop(graceMilliseconds: Self.grace)
    answer(.failure(.init(failure: .timeout, message: "the command '\(program)' took longer than \(limit) ms")))
  }

  private func answer(_ result: Result<String, CommandOutput.Failure>) {
    let completion = completion
    self.completion = nil
    completion?(self, result)
  }
}
