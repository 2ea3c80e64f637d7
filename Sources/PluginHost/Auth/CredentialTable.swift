import CurlHTTP
import Synchronization

/// The requests for credentials that a plugin has in its hands, and the judge of what it answers.
final class CredentialTable: Sendable {
  typealias Receiver = @NetworkLoop @Sendable (Answer) -> Void

  /// What the plugin said.
  enum Answer: Sendable {
    case supplied(Credential)
    case failed(AuthFailure.Reason, String)
  }

  private let table: Mutex<HandleTable<Receiver>>

  init(instance: UInt16) {
    table = Mutex(HandleTable(instance: instance))
  }

  /// Nil when there are too many.
  func begin(_ receiver: @escaping Receiver) -> UInt64? {
    table.withLock { $0.insert(receiver) }
  }

  /// Takes a request away from the plugin; false when it was over. Until ``settleWithdrawal(of:)`` an answer that
  /// crosses with this is no fault.
  func withdraw(_ handle: UInt64) -> Bool {
    table.withLock { $0.remove(handle, as: .cancelling) != nil }
  }

  func settleWithdrawal(of handle: UInt64) {
    table.withLock { $0.settleCancellation(handle) }
  }

  /// The plugin's word, from any thread.
  ///
  /// - Returns: false when the handle is dead, with the fault if it is one.
  func answer(_ handle: UInt64, _ answer: Answer) -> (isAccepted: Bool, fault: PluginFault?) {
    let (receiver, fault) = table.withLock { table -> (Receiver?, PluginFault?) in
      switch table[handle] {
      case .live: (table.remove(handle), nil)
      case .ended(.finished): (nil, .credentialTwice)
      case .ended(.cancelling): (nil, nil)
      case .ended(.cancelled): (nil, .credentialAfterCancel)
      case .unknown: (nil, .unknownHandle)
      }
    }
    guard let receiver else { return (false, fault) }
    // Through the loop's queue also when called on the loop: nobody is entered from within a plugin's function.
    NetworkLoop.execute { receiver(answer) }
    return (true, nil)
  }
}
