import Glibc
import Testing

@testable import tunnel_client

@Suite struct ProcessIdentityTests {
  private let ours = ProcessIdentity.Facts(isAlive: true, executable: "/opt/bin/tunnel-client", numbers: [77])

  private func objection(_ facts: ProcessIdentity.Facts, answering: Int? = nil) -> String? {
    ProcessIdentity.objection(to: 77, facts, program: "tunnel-client", answering: answering)
  }

  @Test func `Our program under the number that answers is the client (W-30)`() {
    #expect(objection(ours) == nil)
    #expect(objection(ours, answering: 77) == nil)
  }

  @Test func `A program that was replaced while it runs is still ours`() {
    var facts = ours
    facts.executable = "/opt/bin/tunnel-client (deleted)"
    #expect(objection(facts) == nil)
  }

  @Test func `Another program with the number is named (W-30)`() throws {
    var facts = ours
    facts.executable = "/usr/bin/sleep"
    #expect(try #require(objection(facts)).contains("/usr/bin/sleep"))
    facts.executable = nil
    facts.name = "sleep"
    #expect(try #require(objection(facts)).contains("sleep"))
  }

  @Test func `Another client than the one that answers is refused`() throws {
    #expect(try #require(objection(ours, answering: 78)).contains("78"))
  }

  @Test func `A process that took the number over is told from the one that answers (W-30)`() throws {
    var facts = ours
    facts.start = 1_000
    let objection = { (started: Int?) in
      ProcessIdentity.objection(to: 77, facts, program: "tunnel-client", answering: 77, started: started)
    }
    #expect(objection(1_000) == nil)
    #expect(objection(nil) == nil)
    #expect(try #require(objection(900)).contains("another time"))
  }

  @Test func `A client in a container has two numbers`() {
    var facts = ours
    facts.numbers = [77, 1]
    #expect(objection(facts, answering: 1) == nil)
  }

  @Test func `The kernel's facts of this process are read`() {
    let facts = ProcessIdentity.facts(of: Int(getpid()))
    #expect(facts.isAlive && facts.executable != nil && facts.name != nil)
    #expect(facts.numbers.contains(Int(getpid())))
    #expect(!ProcessIdentity.facts(of: 0).isAlive)
    #expect(!ProcessIdentity.facts(of: .max).isAlive)
  }
}
