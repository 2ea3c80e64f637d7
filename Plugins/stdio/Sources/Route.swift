internal import TunnelPluginKit

/// What to do with a message of the child.
enum Route: Equatable {
  /// It is the answer: emit it with the caller's id restored, and finish. `callersID`: the answer also carries the id
  /// as its subscription id, and this belongs there.
  case answer(ExchangeID, callersID: [UInt8]?)
  /// Emit it. `replacement` goes in the place of the token by which it was found.
  case forward(ExchangeID, replacement: [UInt8]?)
  /// It is the answer to our own `initialize`.
  case greeted
  /// Answer the child with an empty result.
  case acknowledge
  /// Answer the child that its client does not do that.
  case decline
  case drop(DropReason)

  enum DropReason: Equatable {
    /// A late answer to a call that nobody waits for any more, or an id that was never given out.
    case unknownID
    case unknownProgressToken
    /// A notification that may belong to any of several calls, or to none.
    case ambiguous
  }
}
