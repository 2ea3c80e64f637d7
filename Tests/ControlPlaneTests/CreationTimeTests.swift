import Testing

@testable import ControlPlane

/// `created_at` of a command (dataplane 24.1, RFC 3339).
@Suite struct CreationTimeTests {
  private func read(_ text: String) -> Int64? {
    Array("\"\(text)\"".utf8).withUnsafeBytes { CreationTime.milliseconds($0) }
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2026-01-01T00:00:00Z", 1_767_225_600_000),
    ("2024-02-29T12:30:15.25Z", 1_709_209_815_250),
    ("2026-01-01t02:00:00.123456789+02:00", 1_767_225_600_123), ("2025-12-31T23:30:00-00:30", 1_767_225_600_000),
    ("2000-03-01T00:00:00z", 951_868_800_000), ("1969-12-31T23:59:59Z", -1000),
  ])
  func `A date-time is read to the millisecond`(text: String, milliseconds: Int64) {
    #expect(read(text) == milliseconds)
  }

  @Test(arguments: [
    "", "2026-01-01", "2026-01-01 00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00",
    "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+0200", "2026-01-01T00:00:00Zx", "yesterday-at-about-noon",
  ])
  func `Anything else counts as not said`(text: String) {
    #expect(read(text) == nil)
  }

  @Test func `A token that is no string counts as not said`() {
    #expect(Array("1767225600".utf8).withUnsafeBytes { CreationTime.milliseconds($0) } == nil)
    #expect(Array("null".utf8).withUnsafeBytes { CreationTime.milliseconds($0) } == nil)
  }
}
