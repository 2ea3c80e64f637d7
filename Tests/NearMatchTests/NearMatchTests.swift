import NearMatch
import Testing

@Suite struct NearMatchTests {
  private let keys = ["command", "arguments", "log.level", "api_key", "pool", "id"]

  @Test(arguments: [
    ("comand", "command"), ("commandd", "command"), ("cmomand", "command"), ("argumnts", "arguments"),
    ("logg.level", "log.level"), ("poll", "pool"), ("i", "id"),
  ])
  func `A typing mistake finds the word`(word: String, meant: String) {
    #expect(NearMatch.of(word, in: keys) == meant)
  }

  @Test(arguments: [("API-KEY", "api_key"), ("Command", "command"), ("apikey", "api_key")])
  func `Letter case and hyphens do not count`(word: String, meant: String) {
    #expect(NearMatch.of(word, in: keys) == meant)
  }

  @Test(arguments: ["", "zzz", "timeout", "x", "commandcommand", "pl"])
  func `Another word is near to nothing`(word: String) {
    #expect(NearMatch.of(word, in: keys) == nil)
  }

  @Test func `The nearest counts, and of equals the first`() {
    #expect(NearMatch.of("headr", in: ["heads", "header", "heat"]) == "heads")
    #expect(NearMatch.of("header", in: ["headers", "header"]) == "header")
  }

  @Test func `Long words cost nothing`() {
    let long = String(repeating: "a", count: 1_000_000)
    #expect(NearMatch.of(long, in: [long]) == nil)
    #expect(NearMatch.of("a", in: [long]) == nil)
  }
}
