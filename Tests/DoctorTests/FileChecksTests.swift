import Testing

@testable import Doctor

@Suite struct FileChecksTests {
  @Test(arguments: ["/tmp/doctor-tests/not/there/yet", "/tmp/file", "file"])
  func `A file can be made where its folders can be made`(path: String) {
    #expect(FileChecks.obstacle(path) == nil)
  }

  @Test func `A file is no folder`() throws {
    let why = try #require(FileChecks.obstacle("/etc/passwd/url"))
    #expect(why.contains("/etc/passwd"))
  }
}
