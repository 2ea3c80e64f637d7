import Glibc
import NIOCore
import TestServer
import Testing

@testable import CurlHTTP

@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct LoopTests {
  @Test func timersFireInTheOrderOfTheirDeadlines() {
    let timers = LoopTimers()
    let start = ContinuousClock.now
    var fired: [Int] = []
    let delays = (0..<500).map { ($0 * 7919) % 500 }
    for delay in delays {
      _ = timers.schedule(at: start + .milliseconds(delay)) { fired.append(delay) }
    }
    #expect(timers.untilNext(from: start) == .zero)
    timers.fireDue(at: start + .milliseconds(249))
    #expect(fired == Array(0...249))
    #expect(timers.untilNext(from: start) == .milliseconds(250))
    timers.fireDue(at: start + .seconds(10))
    #expect(fired == Array(0..<500))
    #expect(timers.untilNext(from: start) == nil)
  }

  @Test func aCancelledTimerNeitherFiresNorWakesTheLoop() {
    let timers = LoopTimers()
    let start = ContinuousClock.now
    var fired: [String] = []
    let first = timers.schedule(at: start + .seconds(1)) { fired.append("first") }
    let second = timers.schedule(at: start + .seconds(2)) { fired.append("second") }
    first.cancel()
    #expect(!first.isPending)
    #expect(timers.untilNext(from: start) == .seconds(2))
    timers.fireDue(at: start + .seconds(3))
    second.cancel()
    #expect(fired == ["second"])
  }

  @Test func aTimerMaySetAndCancelOthersWhileItFires() {
    let timers = LoopTimers()
    let start = ContinuousClock.now
    var fired: [String] = []
    var victim: LoopTimer?
    _ = timers.schedule(at: start) {
      fired.append("a")
      victim?.cancel()
      _ = timers.schedule(at: start) { fired.append("c") }
    }
    victim = timers.schedule(at: start + .nanoseconds(1)) { fired.append("victim") }
    timers.fireDue(at: start + .seconds(1))
    #expect(fired == ["a", "c"])
  }

  @Test func aFarDeadlineIsNoTrap() async throws {
    let far = NetworkLoop.schedule(at: .now + .nanoseconds(Int64.max)) {}
    try await LoopClock.sleep(for: .milliseconds(1))
    far.cancel()
  }

  @Test func thousandsOfCancelledTimersAreSweptAway() {
    let timers = LoopTimers()
    let start = ContinuousClock.now
    var fired = 0
    for index in 0..<10_000 {
      let timer = timers.schedule(at: start + .seconds(index)) { fired += 1 }
      if index % 100 != 0 { timer.cancel() }
    }
    timers.fireDue(at: start + .seconds(100_000))
    #expect(fired == 100)
  }

  @Test func queuedWorkRunsInOrderOnTheLoop() async {
    #expect(NetworkLoop.isCurrent)
    let seen = Mailbox<Int>()
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      for index in 0..<100 { NetworkLoop.execute { seen.put(index) } }
      #expect(seen.all.isEmpty, "never within the call")
      NetworkLoop.execute { continuation.resume() }
    }
    #expect(seen.all == Array(0..<100))
  }

  @Test nonisolated func workFromOtherThreadsWakesTheLoop() async {
    #expect(!NetworkLoop.isCurrent)
    for _ in 0..<1000 {
      let onLoop = await withCheckedContinuation { continuation in
        NetworkLoop.execute { continuation.resume(returning: NetworkLoop.isCurrent) }
      }
      #expect(onLoop)
    }
  }

  @Test nonisolated func aTaskMayPreferTheLoop() async {
    let task = Task(executorPreference: NetworkLoop.executor) { NetworkLoop.isCurrent }
    #expect(await task.value)
  }

  @Test func isolationIsAssumedWhereItIsTrue() {
    let result = NetworkLoop.assumeIsolated { 42 }
    #expect(result == 42)
  }

  @Test func aSleepThatIsCancelledEndsAtOnce() async {
    let task = Task {
      do {
        try await LoopClock.sleep(for: .seconds(3600))
        return false
      } catch {
        return true
      }
    }
    await Task.yield()
    task.cancel()
    #expect(await task.value)
  }

  @Test func aSleepThatIsCancelledWhileItBeginsEndsToo() async {
    for _ in 0..<500 {
      let begun = Mailbox<Void>()
      let task = Task {
        begun.put(())
        try? await LoopClock.sleep(for: .seconds(3600))
      }
      await begun.next()
      task.cancel()
      await task.value
    }
  }

  @Test func anAnswerIsNotMissedByWhoeverIsAboutToWaitForIt() async throws {
    for _ in 0..<500 {
      let request = HTTPRequest(method: "GET", url: "ftp://127.0.0.1/")
      do throws(HTTPFailure) {
        _ = try await HTTPClient().send(request)
      } catch {
        #expect(error.source == .protocol)
      }
    }
  }

  @Test func aWatchedPipeTellsWhatCameAndThatItEnded() async throws {
    let pipe = try Pipe()
    let events = Mailbox<String>()
    let watch = NetworkLoop.watch(pipe.reading) { ready in
      events.put("\(ready.readable) \(ready.writable) \(pipe.readAll())")
    }
    watch.wantsRead = true
    pipe.write("abc")
    #expect(await events.next() == "true false abc")
    pipe.closeWriting()
    #expect(await events.next() == "true false ")
    watch.end()
    try await LoopClock.sleep(for: .milliseconds(2))
    let seen = events.all.count
    try await LoopClock.sleep(for: .milliseconds(2))
    #expect(events.all.count == seen)
    pipe.closeReading()
  }

  @Test func aWatchWithoutInterestIsQuiet() async throws {
    let pipe = try Pipe()
    let events = Mailbox<Void>()
    let watch = NetworkLoop.watch(pipe.reading) { _ in events.put(()) }
    pipe.write("abc")
    pipe.closeWriting()
    try await LoopClock.sleep(for: .milliseconds(2))
    #expect(events.all.isEmpty)
    watch.wantsRead = true
    await events.next()
    watch.end()
    pipe.closeReading()
  }

  @Test func aPipeThatNobodyReadsAnyMoreIsWritableToTellSo() async throws {
    let pipe = try Pipe()
    let events = Mailbox<Bool>()
    pipe.closeReading()
    let watch = NetworkLoop.watch(pipe.writing) { events.put($0.writable) }
    watch.wantsWrite = true
    #expect(await events.next())
    watch.end()
    pipe.closeWriting()
  }
}

private struct Pipe: Sendable {
  let reading: CInt
  let writing: CInt

  struct Failure: Error {}

  init() throws {
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Failure() }
    (reading, writing) = (ends[0], ends[1])
    _ = fcntl(reading, F_SETFL, O_NONBLOCK)
  }

  func write(_ text: String) { _ = Glibc.write(writing, text, text.utf8.count) }

  func readAll() -> String {
    var space = [UInt8](repeating: 0, count: 1024)
    let count = read(reading, &space, space.count)
    return String(decoding: space.prefix(max(0, count)), as: UTF8.self)
  }

  func closeWriting() { close(writing) }
  func closeReading() { close(reading) }
}
