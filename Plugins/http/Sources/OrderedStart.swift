internal import TunnelPluginKit

/// Holds calls of a session until what must reach the server before them was answered, or two seconds have passed
/// (dataplane spec W-12).
final class OrderedStart: TimerTarget {
  static let longestHold: UInt64 = 2_000

  private let host: Host
  private let begin: (PreparedCall) -> Void
  private var order = SessionOrder<ExchangeID>()
  private var held: [ExchangeID: PreparedCall] = [:]
  private var timers: [[UInt8]: Timer] = [:]

  /// `begin` gets each call that had to wait, when it may go.
  init(_ host: Host, _ begin: @escaping (PreparedCall) -> Void) {
    self.host = host
    self.begin = begin
  }

  /// True: send it now; false: it is held.
  func admit(_ call: PreparedCall) -> Bool {
    guard let session = call.session else { return true }
    guard !order.arrive(call.exchange.id, session: session, holdsOthers: call.purpose == .delivery) else { return true }
    held[call.exchange.id] = call
    bound(session)
    return false
  }

  /// A call is over, whether it was sent or held.
  func ended(_ exchange: ExchangeID) {
    held[exchange] = nil
    release(order.ended(exchange))
  }

  func fired(_ timer: Timer) {
    guard let session = timers.first(where: { $0.value === timer })?.key else { return }
    timers[session] = nil
    host.log(.debug, "the server did not answer a notification in time; calls that came after it go on")
    release(order.waitedLongEnough(session: session))
  }

  private func release(_ calls: [ExchangeID]) {
    var sessions: Set<[UInt8]> = []
    for exchange in calls {
      guard let call = held.removeValue(forKey: exchange) else { continue }
      if let session = call.session { sessions.insert(session) }
      begin(call)
    }
    // What is still held waits for another notification now, and has its own two seconds for that.
    for session in sessions {
      timers[session] = nil
      if held.values.contains(where: { $0.session == session }) { bound(session) }
    }
  }

  private func bound(_ session: [UInt8]) {
    guard timers[session] == nil else { return }
    timers[session] = try? Timer(host, after: Self.longestHold, target: self)
    if timers[session] == nil { release(order.waitedLongEnough(session: session)) }
  }
}
