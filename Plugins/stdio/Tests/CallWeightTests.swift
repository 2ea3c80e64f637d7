import Testing
import TunnelPluginKit

@testable import StdioTransport

@Suite struct CallWeightTests {
  private func weight(_ method: StaticString) -> CallWeight { CallWeight(method: BorrowedText(method)) }

  @Test(
    "What any server answers at once is cheap (need 9)",
    arguments: ["ping", "server/discover", "tools/list", "resources/templates/list", #"tools\/list"#] as [StaticString])
  func cheap(method: StaticString) {
    #expect(weight(method) == .cheap)
  }

  @Test func theRestIsHeavyAndInitializeIsItsOwn() {
    #expect(weight("tools/call") == .heavy)
    #expect(weight("pings") == .heavy)
    #expect(weight("list") == .heavy)
    #expect(weight("initialize") == .initialize)
  }
}
