import HTTPServing
import Testing

@testable import TunnelRuntime

/// When the service is asked for the tunnel's name again (W-40).
struct MetadataRecordTests {
  private let time = Timestamp(seconds: 1_767_225_600)

  @Test func `An answer is good for five minutes and is news only when it changes`() {
    var record = MetadataRecord()
    let later = Timestamp(seconds: time.seconds + 300)
    let isNews = record.answered(name: "a", description: "", at: time)
    let wait = record.next()
    let isNewsAgain = record.answered(name: "a", description: "", at: later)
    #expect(isNews && !isNewsAgain)
    #expect(wait == .seconds(300))
    #expect(record.known?.asOf == later)
  }

  @Test func `Failures wait longer and longer, are news once, and undo nothing`() {
    var record = MetadataRecord()
    _ = record.answered(name: "a", description: "", at: time)
    let news = [record.failed("503"), record.failed("504")]
    #expect(news == [true, false])
    #expect(record.error == "504" && record.known?.name == "a")
    var waits: [Duration] = []
    for _ in 0..<6 { waits.append(record.next()) }
    #expect(waits == [10, 20, 40, 80, 160, 300].map { .seconds($0) })
    _ = record.answered(name: "a", description: "", at: time)
    #expect(record.error == nil)
    let isNews = record.failed("503")
    let wait = record.next()
    #expect(isNews && wait == .seconds(10))
  }
}
