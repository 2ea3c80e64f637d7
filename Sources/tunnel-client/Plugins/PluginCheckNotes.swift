import PluginHost
import Synchronization

/// What a child of `plugins verify` said so far.
final class PluginCheckNotes: Sendable {
  struct State: Sendable {
    var findings: [PluginFinding] = []
    /// What it was at when it last spoke.
    var current: (check: PluginCheck, plugin: String)?
    var lastWord = ContinuousClock.now
    var isHanging = false
  }

  private let stored = Mutex(State())

  var state: State { stored.withLock(\.self) }

  /// - Returns: whether more will come.
  func take(_ line: String) -> Bool {
    stored.withLock { state in
      state.lastWord = .now
      switch PluginInspectionEvent(line: line) {
      case .began(let check, let plugin): state.current = (check, plugin)
      case .ended(let finding):
        state.findings.append(finding)
        state.current = nil
      case .over: return false
      case nil: break
      }
      return true
    }
  }

  func giveUp() {
    stored.withLock { $0.isHanging = true }
  }
}
