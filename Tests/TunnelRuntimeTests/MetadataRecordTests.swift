import HTTPServing
import Testing

@testable import TunnelRuntime

/// When the service is asked for the tunnel's name again (W-40).
struct MetadataRecordTests {
  private let time = Timestamp(seconds: 1_767_225_600)

  @Test func `An answer is good for five minutes and is news only when it changes`() {
    var record = MetadataRecord()
    #expect(record.answered(name: "a", description: "", at: time))
    #expect(record.next() == .seconds(300))
    let later = Timestamp(seconds: time.seconds + 300)
    #expect(!record.answered(name: "a", description: "", at: later))
    #expect(record.known?.asOf == later)
  }

  @Test func `Failures wait longer and longer, are news once, and undo nothing`() {
    var record = MetadataRecord()
    _ = record.answered(name: "a", description: "", at: time)
    #expect(record.failed("503"))
    #expect(!record.failed("504"))
    #expect(record.error == "504" && record.known?.name == "a")
    #expect((0..<6).map { _ in record.next() } == [10, 20, 40, 80, 160, 300].map { .seconds($0) })
    #expect(!record.answered(name: "a", description: "", at: time))
    #expect(record.error == nil)
    #expect(record.failed("503"))
    #expect(record.next() == .seconds(10))
  }
}
