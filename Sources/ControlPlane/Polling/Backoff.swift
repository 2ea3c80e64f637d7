/// Waits between attempts: exponential with jitter at every step (dataplane spec 3.4, W-06: the bound is applied before
/// the draw, so that a fleet that lost its service at once does not come back at once).
public struct Backoff: Sendable {
  public let minimum: Duration
  public let maximum: Duration
  private var step = 0

  public init(minimum: Duration = .milliseconds(200), maximum: Duration = .seconds(10)) {
    self.minimum = minimum
    self.maximum = maximum
  }

  /// The next wait: between the minimum and twice the last upper bound, at most `maximum`.
  public mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
    let upper = min(minimum * (2 << min(step, 20)), maximum)
    step += 1
    return minimum + (upper - minimum) * Double.random(in: 0..<1, using: &random)
  }

  public mutating func reset() {
    step = 0
  }
}
