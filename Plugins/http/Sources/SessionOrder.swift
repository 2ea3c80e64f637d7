/// Keeps calls of one MCP session behind a notification or response that came before them (dataplane spec W-12): a
/// `tools/list` that overtakes `notifications/initialized` meets a server that is not ready.
///
/// A pure state machine. Requests hold nobody up; a session without such a message under way costs one look-up.
struct SessionOrder<Call: Hashable> {
  private struct Session {
    /// Sent, and not answered yet.
    var underWay: Set<Call> = []
    var held: [(call: Call, holdsOthers: Bool)] = []
  }

  private var sessions: [[UInt8]: Session] = [:]
  private var sessionOfCall: [Call: [UInt8]] = [:]

  /// How many calls are held.
  var heldCount: Int { sessions.values.reduce(0) { $0 + $1.held.count } }

  /// A call arrives. `holdsOthers`: it is a notification or a response. True: send it now; false: it is held.
  mutating func arrive(_ call: Call, session: [UInt8], holdsOthers: Bool) -> Bool {
    guard var current = sessions[session] else {
      if holdsOthers {
        sessions[session] = Session(underWay: [call])
        sessionOfCall[call] = session
      }
      return true
    }
    current.held.append((call, holdsOthers))
    sessions[session] = current
    sessionOfCall[call] = session
    return false
  }

  /// A call is over: answered, failed or withdrawn. The calls that may go now, in their order.
  mutating func ended(_ call: Call) -> [Call] {
    guard let id = sessionOfCall.removeValue(forKey: call), var session = sessions[id] else { return [] }
    session.underWay.remove(call)
    session.held.removeAll { $0.call == call }
    return release(&session, id)
  }

  /// Calls were held for long enough: those that are under way hold nobody up any more.
  mutating func waitedLongEnough(session id: [UInt8]) -> [Call] {
    guard var session = sessions[id] else { return [] }
    for call in session.underWay { sessionOfCall[call] = nil }
    session.underWay = []
    return release(&session, id)
  }

  private mutating func release(_ session: inout Session, _ id: [UInt8]) -> [Call] {
    var released: [Call] = []
    while session.underWay.isEmpty, !session.held.isEmpty {
      let (call, holdsOthers) = session.held.removeFirst()
      released.append(call)
      if holdsOthers { session.underWay.insert(call) } else { sessionOfCall[call] = nil }
    }
    sessions[id] = session.underWay.isEmpty ? nil : session
    return released
  }
}
