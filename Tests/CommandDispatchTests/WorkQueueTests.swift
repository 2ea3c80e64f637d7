import Testing

@testable import CommandDispatch

@Suite struct WorkQueueTests {
  private var queue = WorkQueue<Int>(capacity: 5, workersPerChannel: 2)

  @Test("Room is what the queue lacks to its capacity; what is over is taken all the same (Q-01, PL-03)")
  mutating func room() {
    #expect(queue.room == 5)
    for item in 0..<7 { queue.enqueue(item, channel: "a") }
    #expect(queue.room == 0)
    #expect(queue.waiting == 7)
    _ = queue.dequeue(channel: "a")
    #expect(queue.waiting == 6)
    #expect(queue.active == 1)
  }

  @Test("Each channel has its own workers (W-13)")
  mutating func channels() {
    for item in 0..<3 { queue.enqueue(item, channel: "slow") }
    queue.enqueue(9, channel: "fast")
    let slow = (0..<3).map { _ in queue.dequeue(channel: "slow") }
    #expect(slow == [0, 1, nil])
    let fast = queue.dequeue(channel: "fast")
    #expect(fast == 9)
    queue.complete(channel: "slow")
    let next = queue.dequeue(channel: "slow")
    #expect(next == 2)
  }

  @Test("A channel's commands start in the order in which they came (W-12)")
  mutating func order() {
    var queue = WorkQueue<Int>(capacity: 10, workersPerChannel: 1)
    var seen: [Int] = []
    for item in 0..<2000 { queue.enqueue(item, channel: "a") }
    while let item = queue.dequeue(channel: "a") {
      seen.append(item)
      queue.complete(channel: "a")
    }
    #expect(seen == Array(0..<2000))
    #expect(queue.isIdle)
  }

  @Test mutating func whatWaitsCanBeTakenOutAtOnce() {
    queue.enqueue(1, channel: "b")
    queue.enqueue(2, channel: "a")
    queue.enqueue(3, channel: "b")
    _ = queue.dequeue(channel: "b")
    let rest = queue.removeAllWaiting()
    #expect(rest == [2, 3])
    #expect(queue.waiting == 0)
    #expect(!queue.isIdle)
    queue.complete(channel: "b")
    #expect(queue.isIdle)
    let none = queue.dequeue(channel: "a")
    #expect(none == nil)
  }

  @Test mutating func anUnknownChannelHasNothing() {
    let none = queue.dequeue(channel: "nowhere")
    #expect(none == nil)
  }
}
