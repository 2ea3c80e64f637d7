import CommandDispatch
import HTTPServing
import Operator
import Testing

@testable import TunnelRuntime

/// The ring of the last commands (operator spec 32.6, W-51).
@Suite struct RequestLogTests {
  private func record(_ sequence: UInt64, method: String = "ping", channel: String = "main") -> RequestRecord {
    var record = RequestRecord(
      sequence: sequence, requestID: "r-\(sequence)", channel: channel, kind: .request,
      receivedAt: Timestamp(seconds: 1))
    record.method = method
    return record
  }

  private func log(_ count: UInt64) -> RequestLog {
    var log = RequestLog()
    for sequence in 1...count { log.begin(record(sequence)) }
    return log
  }

  @Test func `The newest commands push out the oldest`() {
    let log = log(1203)
    #expect(log.count == RequestLog.capacity)
    #expect(log[703] == nil)
    #expect(log[704]?.requestID == "r-704")
    #expect(log[1203]?.requestID == "r-1203")
    #expect(log[1204] == nil)
    #expect(log[0] == nil)
    var filter = RequestFilter()
    filter.limit = 500
    #expect(log.matching(filter).map(\.sequence) == (704...1203).reversed())
  }

  @Test func `A change of a command that is forgotten changes nothing`() {
    var log = log(501)
    let revision = log.revision
    log.update(1) { $0.record.code = 500 }
    #expect(log.revision == revision)
    #expect(log[501]?.code == 0)
    log.update(2) { $0.record.code = 200 }
    #expect(log[2]?.code == 200)
    #expect(log.changed(after: revision).map(\.sequence) == [2])
  }

  @Test func `Several changes of a command are one, in the order of the last ones`() {
    var log = log(3)
    let revision = log.revision
    for sequence: UInt64 in [1, 3, 1] { log.update(sequence) { $0.record.bytesOut += 1 } }
    #expect(log.changed(after: revision).map(\.sequence) == [3, 1])
    #expect(log.changed(after: log.revision).isEmpty)
    #expect(log.changed(after: .max).isEmpty)
  }

  @Test func `A service's id finds the newest of those that have it`() {
    var log = log(2)
    var again = record(3)
    again.requestID = "r-1"
    log.begin(again)
    #expect(log.find(requestID: "r-1")?.sequence == 3)
    #expect(log.find(requestID: "other") == nil)
  }

  @Test func `Filters narrow the list down`() {
    var log = RequestLog()
    log.begin(record(1, method: "tools/call"))
    log.begin(record(2, channel: "docs"))
    log.update(1) { slot in
      slot.record.tool = "Echo"
      slot.outcome = .rpcError
      slot.end(.answered(code: 200, failed: false))
    }
    func found(_ set: (inout RequestFilter) -> Void) -> [UInt64] {
      var filter = RequestFilter()
      set(&filter)
      return log.matching(filter).map(\.sequence)
    }
    #expect(found { _ in } == [2, 1])
    #expect(found { $0.limit = 1 } == [2])
    #expect(found { $0.since = 1 } == [2])
    #expect(found { $0.channel = "docs" } == [2])
    #expect(found { $0.method = "tools/call" } == [1])
    #expect(found { $0.statuses = [.rpcError] } == [1])
    #expect(found { $0.statuses = [.pending] } == [2])
    #expect(found { $0.text = "echo" } == [1])
  }

  @Test func `How a command ended says whose time or fault it was (user needs 5)`() {
    func ended(_ outcome: CommandOutcome, _ set: (inout RequestRecord) -> Void = { _ in }) -> RequestRecord {
      var slot = RequestLog.Slot(record: record(1))
      set(&slot.record)
      slot.end(outcome)
      return slot.record
    }
    #expect(ended(.answered(code: 200, failed: false)).status == .ok)
    #expect(ended(.expired).failure?.source == .client)
    #expect(ended(.expired) { $0.timing.called = 5 }.failure?.source == .mcpServer)
    #expect(ended(.expired) { ($0.timing.called, $0.timing.answered) = (5, 6) }.failure?.source == .service)
    #expect(ended(.expired).status == .dropped)
    let refused = ended(.undelivered) { record in
      record.firstAttempt = RequestAttempt(start: 1)
      record.closeAttempt(at: 3, status: 409, failure: "no")
    }
    #expect(refused.failure?.source == .service && refused.status == .undelivered)
    #expect(refused.attempts.map(\.duration) == [2])
    let unreachable = ended(.undelivered) { record in
      record.firstAttempt = RequestAttempt(start: 1)
      record.closeAttempt(at: 3, status: 0, failure: "refused")
    }
    #expect(unreachable.failure?.source == .network)
  }
}
