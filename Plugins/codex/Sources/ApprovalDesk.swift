internal import TunnelPluginKit

/// Questions of codex that wait for a person; what nobody answers in time is declined.
final class ApprovalDesk: TimerTarget {
  private let host: Host
  private let decide: (Approval, Approval.Decision, _ isLate: Bool) -> Void
  private var waiting: [(approval: Approval, timer: Timer?)] = []

  private static let most = 64

  init(_ host: Host, decide: @escaping (Approval, Approval.Decision, _ isLate: Bool) -> Void) {
    self.host = host
    self.decide = decide
  }

  var approvals: [Approval] { waiting.map(\.approval) }

  /// Too many at once are declined from the oldest on.
  func add(_ approval: Approval, within milliseconds: Int64) {
    if waiting.count >= Self.most {
      let oldest = waiting.removeFirst()
      decide(oldest.approval, .decline, true)
    }
    waiting.append((approval, try? Timer(host, after: UInt64(milliseconds), target: self)))
  }

  /// False: there is no such question any more.
  func settle(_ id: String, _ decision: Approval.Decision) -> Bool {
    guard let index = waiting.firstIndex(where: { $0.approval.id == id }) else { return false }
    let approval = waiting.remove(at: index).approval
    decide(approval, decision, false)
    return true
  }

  /// Nobody is there any more to be answered.
  func clear() {
    waiting = []
  }

  func fired(_ timer: Timer) {
    guard let index = waiting.firstIndex(where: { $0.timer === timer }) else { return }
    let approval = waiting.remove(at: index).approval
    decide(approval, .decline, true)
  }
}
