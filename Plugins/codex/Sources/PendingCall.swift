internal import TunnelPluginKit

/// A request that the app server has not answered yet.
final class PendingCall: TimerTarget {
  private var timer: Timer?
  private var completion: ((Result<JSONSlice, CallFailure>) -> Void)?
  private let whenLate: () -> Void

  init(
    _ host: Host, limit milliseconds: UInt64, whenLate: @escaping () -> Void,
    completion: @escaping (Result<JSONSlice, CallFailure>) -> Void
  ) {
    self.whenLate = whenLate
    self.completion = completion
    timer = try? Timer(host, after: milliseconds, target: self)
  }

  func fired(_ timer: Timer) {
    whenLate()
    finish(.failure(.timeout))
  }

  /// The result is borrowed for the call.
  func finish(_ result: Result<JSONSlice, CallFailure>) {
    timer?.cancel()
    timer = nil
    let completion = completion
    self.completion = nil
    completion?(result)
  }
}
