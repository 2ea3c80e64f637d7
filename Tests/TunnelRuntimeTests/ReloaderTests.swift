import Logging
import Synchronization
import Testing

@testable import TunnelRuntime

@Suite struct ReloaderTests {
  private final class Journal: Sendable {
    let commits = Mutex<[String]>([])
  }

  private struct Part: Reloadable {
    let name: String
    let journal: Journal
    var failure: String?
    var isChanged = true

    func prepare() async throws(ReloadFailure) -> ReloadCommit? {
      if let failure { throw ReloadFailure(failure) }
      guard isChanged else { return nil }
      return { journal.commits.withLock { $0.append(name) } }
    }
  }

  private let journal = Journal()
  private let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  @Test func `Everything that has changed is put in place`() async {
    let reloader = Reloader([Part(name: "a", journal: journal)], logger: logger)
    await reloader.register(Part(name: "b", journal: journal))
    await reloader.register(Part(name: "c", journal: journal, isChanged: false))
    #expect(await reloader.reload())
    #expect(journal.commits.withLock(\.self) == ["a", "b"])
  }

  @Test func `One part that cannot be used keeps all of the old (user needs #22)`() async {
    let reloader = Reloader(
      [Part(name: "a", journal: journal), Part(name: "b", journal: journal, failure: "no such file")], logger: logger)
    #expect(await !reloader.reload())
    #expect(journal.commits.withLock(\.self).isEmpty)
  }
}
