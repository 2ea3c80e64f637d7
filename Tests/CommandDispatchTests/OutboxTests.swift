import ControlPlane
import NIOCore
import Testing

@testable import CommandDispatch

/// Dataplane spec RP-05, RP-06, W-17.
@Suite struct OutboxTests {
  private var outbox = Outbox()

  private func notification(_ text: String = "n") -> TunnelResponse {
    TunnelResponse(.notification, code: 200, json: [ByteBuffer(string: text)])
  }

  private let terminal = TunnelResponse(.response, code: 200, json: [ByteBuffer(string: "end")])

  private mutating func end() -> Bool { outbox.add(terminal: terminal) }

  private mutating func next() -> String? { outbox.next()?.json?.first.map { String(buffer: $0) } }

  @Test mutating func oneIsUnderWayAtATimeInOrder() {
    outbox.add(notification: notification("1"))
    outbox.add(notification: notification("2"))
    _ = end()
    let first = [next(), next()]
    outbox.posted(delivered: true)
    let second = [next(), next()]
    outbox.posted(delivered: true)
    let third = [next(), next()]
    #expect(first == ["1", nil])
    #expect(second == ["2", nil])
    #expect(third == ["end", nil])
  }

  @Test mutating func thereIsOneEnd() {
    let ends = [end(), end()]
    #expect(ends == [true, false])
    outbox.add(notification: notification())
    #expect(outbox.droppedNotifications == 1)
  }

  @Test mutating func oneLostNotificationDropsTheLaterOnesButNotTheEnd() {
    for text in ["1", "2", "3"] { outbox.add(notification: notification(text)) }
    let first = next()
    outbox.posted(delivered: false)
    #expect(first == "1")
    outbox.add(notification: notification("4"))
    _ = end()
    let rest = next()
    #expect(rest == "end")
    #expect(outbox.droppedNotifications == 3)
  }

  @Test mutating func aNotificationLostWhileTheEndWaitsTakesThoseBetweenWithIt() {
    for text in ["1", "2"] { outbox.add(notification: notification(text)) }
    _ = next()
    _ = end()
    outbox.posted(delivered: false)
    let rest = next()
    #expect(rest == "end")
  }

  @Test mutating func aSlowServiceDoesNotFillTheMemory() {
    for _ in 0..<300 { outbox.add(notification: notification()) }
    #expect(outbox.droppedNotifications == 44)
    var large = Outbox()
    let megabyte = notification(String(repeating: "x", count: 1 << 20))
    for _ in 0..<20 { large.add(notification: megabyte) }
    #expect(large.droppedNotifications == 4)
  }
}
