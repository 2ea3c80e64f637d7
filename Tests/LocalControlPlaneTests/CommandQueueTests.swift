import NIOCore
import Testing

@testable import LocalControlPlane

@Suite struct CommandQueueTests {
  private var queue = CommandQueue()

  @Test mutating func `A waiting poll gets the next command`() {
    #expect(queue.poll(1, limit: 25, channels: []) == [])
    #expect(queue.enqueue(command("a")) == .init(poll: 1, commands: [command("a")]))
    #expect(queue.enqueue(command("b")) == nil)
  }

  @Test mutating func `Queued commands go out oldest first, up to the limit`() {
    for id in ["a", "b", "c"] { _ = queue.enqueue(command(id)) }
    #expect(queue.poll(1, limit: 2, channels: []) == [command("a"), command("b")])
    #expect(queue.poll(2, limit: 2, channels: []) == [command("c")])
  }

  @Test mutating func `A poll with channels leaves the others alone`() {
    _ = queue.enqueue(command("a", channel: "x"))
    _ = queue.enqueue(command("b", channel: "y"))
    #expect(queue.poll(1, limit: 25, channels: ["y", "z"]) == [command("b", channel: "y")])
    #expect(queue.poll(2, limit: 25, channels: ["z"]) == [])
    #expect(queue.enqueue(command("c", channel: "x")) == nil)
    #expect(queue.enqueue(command("d", channel: "z")) == .init(poll: 2, commands: [command("d", channel: "z")]))
  }

  @Test mutating func `The poll that has waited longest is served first`() {
    _ = queue.poll(1, limit: 25, channels: [])
    _ = queue.poll(2, limit: 25, channels: [])
    #expect(queue.enqueue(command("a"))?.poll == 1)
    #expect(queue.enqueue(command("b"))?.poll == 2)
  }

  @Test mutating func `An ended poll gets nothing`() {
    _ = queue.poll(1, limit: 25, channels: [])
    let (first, second) = (queue.endPoll(1), queue.endPoll(1))
    #expect(first && !second)
    #expect(queue.enqueue(command("a")) == nil)
  }

  @Test mutating func `What a poll could not carry goes out again before all others`() {
    _ = queue.enqueue(command("a"))
    let taken = queue.poll(1, limit: 1, channels: [])
    _ = queue.enqueue(command("b"))
    #expect(queue.putBack(taken) == [])
    #expect(queue.poll(2, limit: 25, channels: []) == [command("a"), command("b")])
    _ = queue.poll(3, limit: 25, channels: [])
    #expect(queue.putBack(taken) == [.init(poll: 3, commands: taken)])
    let stillWaits = queue.endPoll(3)
    #expect(!stillWaits)
  }

  @Test mutating func `An answer is accepted with its token while the command is open`() {
    _ = queue.enqueue(command("a"))
    #expect(queue.verdict(requestID: "a", shardToken: "token-a") == .accepted)
    #expect(queue.verdict(requestID: "a", shardToken: "token-b") == .mismatch)
    #expect(queue.verdict(requestID: "a", shardToken: nil) == .mismatch)
    #expect(queue.verdict(requestID: "b", shardToken: "token-b") == .unknown)
    queue.close(requestID: "a")
    #expect(queue.verdict(requestID: "a", shardToken: "token-a") == .unknown)
  }

  @Test mutating func `A closed command is neither delivered nor taken back`() {
    _ = queue.enqueue(command("a"))
    queue.close(requestID: "a")
    #expect(queue.poll(1, limit: 25, channels: []) == [])
    #expect(queue.putBack([command("a")]) == [])
  }

  private func command(_ id: String, channel: String = "main") -> Command {
    Command(
      requestID: id, shardToken: "token-\(id)", channel: channel, payload: .sessionTermination, headers: [],
      createdAt: "", responseTimeout: "")
  }
}
