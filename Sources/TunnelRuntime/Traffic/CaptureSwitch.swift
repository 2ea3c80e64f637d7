import Operator

/// Whether payloads are captured: as configured, or otherwise for a while. Pure.
struct CaptureSwitch: Sendable {
  private let configured: Bool
  private var override: (isOn: Bool, until: ContinuousClock.Instant?)?

  init(configured: Bool) {
    self.configured = configured
  }

  func isOn(at now: ContinuousClock.Instant) -> Bool {
    guard let override else { return configured }
    if let until = override.until, until <= now { return configured }
    return override.isOn
  }

  /// The same without a look at the clock where none is needed.
  var isEverOn: Bool { configured || override != nil }

  /// `duration` nil: until the next word.
  mutating func set(_ isOn: Bool, for duration: Duration?, now: ContinuousClock.Instant) {
    override = (isOn, duration.map { now + $0 })
  }

  func state(at now: ContinuousClock.Instant) -> PayloadCapture {
    let isOn = isOn(at: now)
    guard let override, let until = override.until, until > now else { return PayloadCapture(isOn: isOn) }
    return PayloadCapture(isOn: isOn, remaining: until - now)
  }
}
