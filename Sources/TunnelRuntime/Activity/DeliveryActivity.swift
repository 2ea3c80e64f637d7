import ControlPlane
import HTTPServing

/// What has become of responses so far. Pure.
struct DeliveryActivity: Sendable {
  private(set) var inProgress = 0
  private(set) var begun = 0
  private(set) var attempts = 0
  private(set) var accepted = 0
  private(set) var completed = 0
  private(set) var terminalFailures = 0
  private(set) var lastAccepted: Timestamp?
  private(set) var lastCompleted: Timestamp?
  private(set) var lastFailure: Timestamp?
  /// Of the last response that was done with.
  private(set) var disposition: String?
  private(set) var failureCategory: String?
  private(set) var httpStatus: Int?

  /// Sent more than once.
  var retries: Int { max(0, attempts - begun) }

  mutating func began() {
    inProgress += 1
    begun += 1
  }

  mutating func attempted() {
    attempts += 1
  }

  mutating func ended(
    _ end: ResponseDelivery.Disposition, isTerminal: Bool, status: Int?, at time: Timestamp
  ) {
    inProgress -= 1
    completed += 1
    lastCompleted = time
    disposition = Self.word(end)
    switch end {
    case .accepted, .alreadyOver:
      // A 404 is a benign end: somebody has the answer, or nobody waits for it (user needs 4.1).
      if end == .accepted {
        accepted += 1
        lastAccepted = time
      }
      failureCategory = nil
      httpStatus = nil
    case .refused, .lost, .expired, .cancelled:
      lastFailure = time
      failureCategory = Self.category(end, status)
      httpStatus = status
      if isTerminal { terminalFailures += 1 }
    }
  }

  private static func word(_ end: ResponseDelivery.Disposition) -> String {
    switch end {
    case .accepted: "accepted"
    case .alreadyOver: "already_fulfilled"
    case .refused: "rejected"
    case .lost: "lost"
    case .expired: "expired"
    case .cancelled: "canceled"
    }
  }

  private static func category(_ end: ResponseDelivery.Disposition, _ status: Int?) -> String {
    switch end {
    case .cancelled: "canceled"
    case .expired: "timeout"
    default: status == nil ? "network_error" : "http_error"
    }
  }
}
