import PluginHost
import Testing

@Suite struct VersionConstraintTests {
  @Test(arguments: [
    ("1.2.3", ["1.2.3", "1.2.3+build"], ["1.2.4", "1.2.3-rc.1"]),
    ("=1.2.3", ["1.2.3"], ["1.2.2"]),
    (">=1.2, <2", ["1.2.0", "1.99.0"], ["1.1.9", "2.0.0", "2.0.0-rc.1"]),
    (">= 1.2,< 2", ["1.2.0"], ["2.0.0"]),
    ("^1.4", ["1.4.0", "1.9.9"], ["1.3.9", "2.0.0", "1.5.0-rc.1"]),
    ("^0.2.3", ["0.2.3", "0.2.9"], ["0.3.0", "0.2.2"]), ("^0.0.3", ["0.0.3"], ["0.0.4"]),
    ("^0", ["0.0.1", "0.9.0"], ["1.0.0"]), ("^0.0", ["0.0.9"], ["0.1.0"]), ("^1", ["1.0.0", "1.8.0"], ["2.0.0"]),
    ("~1.4.2", ["1.4.2", "1.4.9"], ["1.5.0", "1.4.1"]), ("~1.4", ["1.4.0"], ["1.5.0"]), ("~1", ["1.9.0"], ["2.0.0"]),
    ("1.x", ["1.0.0", "1.9.0"], ["2.0.0", "0.9.0"]), ("1.*", ["1.9.0"], ["2.0.0"]), ("1.2.x", ["1.2.9"], ["1.3.0"]),
    ("1", ["1.9.0"], ["2.0.0"]), ("*", ["0.0.1", "9.0.0"], ["1.0.0-rc.1"]), ("x", ["1.0.0"], []),
    (">1", ["2.0.0"], ["1.9.9"]), ("<=1.2", ["1.2.9"], ["1.3.0"]), (">1.2.3", ["1.2.4"], ["1.2.3"]),
    ("<=1.2.3", ["1.2.3"], ["1.2.4"]), ("1.2.3-rc.1", ["1.2.3-rc.1"], ["1.2.3", "1.2.3-rc.2"]),
    (">=1.2.3-rc.1", ["1.2.3-rc.2", "1.2.3", "2.0.0"], ["1.2.3-beta", "1.2.4-rc.2"]),
  ])
  func `A constraint accepts what semver and habit say`(text: String, accepted: [String], refused: [String]) throws {
    let constraint = try VersionConstraint.parse(text)
    for version in accepted { #expect(constraint.accepts(try #require(SemanticVersion(version))), "\(version)") }
    for version in refused { #expect(!constraint.accepts(try #require(SemanticVersion(version))), "\(version)") }
  }

  @Test(arguments: [
    "", "  ", "1.2.3.4", "v1.2", ">=", "1.2 1.3", "1..2", "01.2.3", "x.1", ">=1,", "==1.0", "=>1", "^*x", "latest",
    "18446744073709551615.x", "99999999999999999999", "<*y", ">*",
  ])
  func `What is no constraint is refused with what to write`(text: String) {
    let error = #expect(throws: VersionConstraint.Malformed.self) { try VersionConstraint.parse(text) }
    #expect(error?.description.hasPrefix("\"\(text)\" is no version constraint: ") == true)
  }

  @Test func `Versions are ordered as semver 11 says`() throws {
    let ordered = [
      "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
      "1.0.0", "1.0.1", "1.1.0", "2.0.0",
    ].compactMap(SemanticVersion.init)
    #expect(ordered.count == 11)
    #expect(ordered.shuffled().sorted() == ordered)
  }

  @Test(arguments: ["1", "1.2", "1.2.3-", "1.2.3+", "1.2.3-01", "01.2.3", "1.2.3-a..b", " 1.2.3", "1.2.3-ä"])
  func `What is no version is none`(text: String) {
    #expect(SemanticVersion(text) == nil)
  }
}
