import CurlHTTP
import Synchronization

/// What is known of the server behind an isolated plugin, over all of its processes.
///
/// Each process counts its servers from one; here the numbers go on, so that no two servers share one.
final class PresenceBoard: Sendable {
  private struct State {
    var presence = ServerPresence.unknown
    var process = 0
    /// What earlier processes have used up, and the highest of all.
    var base: UInt64 = 0
    var highest: UInt64 = 0
    var actions: [@NetworkLoop @Sendable (ServerPresence) -> Void] = []
  }

  private let state = Mutex(State())

  var presence: ServerPresence { state.withLock(\.presence) }

  func whenChanged(_ action: @escaping @NetworkLoop @Sendable (ServerPresence) -> Void) {
    state.withLock { $0.actions.append(action) }
  }

  /// The word of process number `process`.
  func report(_ presence: ServerPresence, ofProcess process: Int) {
    let known = state.withLock { state -> ServerPresence in
      if process != state.process { (state.process, state.base) = (process, state.highest) }
      guard case .up(let generation) = presence else { return presence }
      state.highest = state.base &+ generation
      return .up(generation: state.highest)
    }
    report(known)
  }

  /// Our own word.
  func report(_ presence: ServerPresence) {
    let actions = state.withLock { state in
      state.presence = presence
      return state.actions
    }
    for action in actions { NetworkLoop.execute { action(presence) } }
  }

  func end() {
    state.withLock { $0.actions.removeAll() }
  }
}
