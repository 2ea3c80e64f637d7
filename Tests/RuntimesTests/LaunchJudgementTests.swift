import Runtimes
import Testing

@Suite struct LaunchJudgementTests {
  private func verdict(isCommand: Bool = true, _ looks: (LaunchJudgement.Look, Int)...) -> LaunchJudgement.Look? {
    var judgement = LaunchJudgement(isCommand: isCommand, patience: .seconds(10))
    for (look, milliseconds) in looks {
      if let verdict = judgement.observe(look, at: .milliseconds(milliseconds)) { return verdict }
    }
    return nil
  }

  @Test func `A server over HTTP is ready at once, a program only when it stays`() {
    #expect(verdict(isCommand: false, (.silent, 0), (.ready, 100)) == .ready)
    #expect(verdict((.ready, 100)) == nil)
    #expect(verdict((.ready, 100), (.ready, 1700)) == .ready)
  }

  @Test func `A program that crashes again and again is ready in between, and is not connected (A-177)`() {
    #expect(verdict((.ready, 0), (.failing("x"), 300), (.ready, 800)) == nil)
    #expect(verdict((.ready, 0), (.failing("x"), 300), (.ready, 800), (.failing("y"), 1100)) == .failing("y"))
    #expect(verdict((.ready, 9000), (.failing("x"), 9500), (.ready, 10_000)) == .failing("x"))
  }

  @Test func `A failure that stays is told before patience ends; one that heals is not`() {
    #expect(verdict((.failing("x"), 0), (.failing("x"), 2000)) == .failing("x"))
    #expect(verdict((.failing("x"), 0), (.ready, 500), (.ready, 2000)) == .ready)
  }

  @Test func `Waiting goes on until patience ends, and is no failure (operator 17.3.6)`() {
    #expect(verdict((.waiting("w"), 0), (.waiting("w"), 9999)) == nil)
    #expect(verdict((.waiting("w"), 10_000)) == .waiting("w"))
    #expect(verdict((.silent, 10_000))?.isGood == false)
  }

  @Test func `The end is the end`() {
    #expect(verdict((.silent, 0), (.ended(code: 1), 20)) == .ended(code: 1))
  }

  @Test func `The words of readyz tell failures from what is not there yet (operator 10.3)`() {
    #expect(LaunchJudgement.look(notReady: "mcp probe failed: x") == .failing("mcp probe failed: x"))
    #expect(LaunchJudgement.look(notReady: "mcp startup probe pending") == .waiting("mcp startup probe pending"))
  }
}
