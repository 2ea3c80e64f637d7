import CurlHTTP

/// Somebody who waits for a credential, no longer than their deadline.
@NetworkLoop
final class CredentialWaiter {
  private var completion: AuthProvider.Completion?
  private var timer: LoopTimer?
  private var leave: (@NetworkLoop (CredentialWaiter) -> Void)?

  init(_ completion: @escaping AuthProvider.Completion) {
    self.completion = completion
  }

  func wait(
    until deadline: ContinuousClock.Instant?, timeout: AuthFailure,
    leave: @escaping @NetworkLoop (CredentialWaiter) -> Void
  ) {
    self.leave = leave
    guard let deadline else { return }
    timer = NetworkLoop.schedule(at: deadline) { [weak self] in
      guard let self else { return }
      self.leave?(self)
      resolve(.failure(timeout))
    }
  }

  func resolve(_ result: Result<Credential, AuthFailure>) {
    timer?.cancel()
    leave = nil
    let completion = completion
    self.completion = nil
    completion?(result)
  }

  /// Nobody wants it any more: the completion does not run.
  func cancel() {
    completion = nil
    timer?.cancel()
    let leave = leave
    self.leave = nil
    leave?(self)
  }
}
