internal import Synchronization

/// Whose turn it is to call a library that is not made for several calls at once.
///
/// A library is in a process once, however many channels use it, so that their threads have to agree.
final class LibraryTurns: Sendable {
  /// Held while a thread is inside the library.
  final class Turn: Sendable {
    private let mutex = Mutex(())

    func take(_ body: () -> Void) { mutex.withLock { _ in body() } }
  }

  static let shared = LibraryTurns()

  private let turns = Mutex<[Int: Turn]>([:])

  /// The one of a library, by `NativeLibrary.identity`.
  func turn(of library: Int) -> Turn {
    turns.withLock { turns in
      if let turn = turns[library] { return turn }
      let turn = Turn()
      turns[library] = turn
      return turn
    }
  }
}
