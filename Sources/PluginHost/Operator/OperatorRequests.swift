import CurlHTTP
import Synchronization

/// The operator's requests that a plugin has in its hands, and the judge of what it answers.
final class OperatorRequests: Sendable {
  typealias Receiver = @NetworkLoop @Sendable (OperatorAnswer) -> Void

  private enum State {
    case waiting(Receiver)
    case streaming(EventQueue)
  }

  /// What became of a word of the plugin.
  enum Outcome: Equatable {
    case accepted
    /// Nothing was taken.
    case full
    /// The handle is dead, with the fault if it is one.
    case stale(PluginFault?)
  }

  private let table: Mutex<HandleTable<State>>

  init(instance: UInt16) {
    table = Mutex(HandleTable(instance: instance))
  }

  /// Nil when there are too many.
  func begin(_ receiver: @escaping Receiver) -> UInt64? {
    table.withLock { $0.insert(.waiting(receiver)) }
  }

  /// Takes a request away from the plugin; false when it was over. Until ``settleWithdrawal(of:)`` a word that crosses
  /// with this is no fault.
  func withdraw(_ handle: UInt64, as failure: OperatorAnswer.Failure = .closed) -> Bool {
    guard let state = table.withLock({ $0.remove(handle, as: .cancelling) }) else { return false }
    switch state {
    case .waiting(let receiver): NetworkLoop.execute { receiver(.failed(failure)) }
    case .streaming(let queue):
      if case .lost(let reason) = failure {
        queue.finish(OperatorStream.Lost(description: reason))
      } else {
        queue.finish()
      }
    }
    return true
  }

  func settleWithdrawal(of handle: UInt64) {
    table.withLock { $0.settleCancellation(handle) }
  }

  var handles: [UInt64] { table.withLock { $0.live.map(\.handle) } }

  // MARK: The plugin's words, from any thread

  func respond(_ handle: UInt64, _ answer: OperatorAnswer) -> Outcome {
    let (receiver, outcome) = table.withLock { table -> (Receiver?, Outcome) in
      switch table[handle] {
      case .live(.waiting(let receiver)):
        table.remove(handle)
        return (receiver, .accepted)
      case .live(.streaming): return (nil, .stale(.operatorTwice))
      default: return (nil, Self.stale(table[handle]))
      }
    }
    // Through the loop's queue also when called on the loop: nobody is entered from within a plugin's function.
    if let receiver { NetworkLoop.execute { receiver(answer) } }
    return outcome
  }

  /// `stream` makes the reader's end; `whenTaken` gets the size of each event that the reader is done with.
  func beginStream(
    _ handle: UInt64, whenTaken: (@Sendable (Int) -> Void)? = nil, _ stream: @Sendable (EventQueue) -> OperatorStream
  ) -> Outcome {
    let (receiver, queue, outcome) = table.withLock { table -> (Receiver?, EventQueue?, Outcome) in
      switch table[handle] {
      case .live(.waiting(let receiver)):
        guard let queue = EventQueue.open(whenTaken: whenTaken) else {
          table.remove(handle)
          return (receiver, nil, .full)
        }
        _ = table.replace(handle, with: .streaming(queue))
        return (receiver, queue, .accepted)
      case .live(.streaming): return (nil, nil, .stale(.operatorTwice))
      default: return (nil, nil, Self.stale(table[handle]))
      }
    }
    guard let receiver else { return outcome }
    let answer = queue.map { OperatorAnswer.stream(stream($0)) } ?? .failed(.tooManyStreams)
    NetworkLoop.execute { receiver(answer) }
    return outcome
  }

  func event(_ handle: UInt64, _ event: OperatorStream.Event) -> Outcome {
    table.withLock { table in
      switch table[handle] {
      case .live(.streaming(let queue)): queue.offer(event) ? .accepted : .full
      case .live(.waiting): .stale(.eventBeforeBegin)
      default: Self.stale(table[handle])
      }
    }
  }

  func end(_ handle: UInt64) -> Outcome {
    table.withLock { table in
      switch table[handle] {
      case .live(.streaming(let queue)):
        table.remove(handle)
        queue.finish()
        return .accepted
      case .live(.waiting): return .stale(.eventBeforeBegin)
      default: return Self.stale(table[handle])
      }
    }
  }

  private static func stale(_ lookup: HandleTable<State>.Lookup) -> Outcome {
    switch lookup {
    case .live, .unknown: .stale(.unknownHandle)
    case .ended(.finished): .stale(.operatorTwice)
    case .ended(.cancelling): .stale(nil)
    case .ended(.cancelled): .stale(.operatorAfterCancel)
    }
  }
}
