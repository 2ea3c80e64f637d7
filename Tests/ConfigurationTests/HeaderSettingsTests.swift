import Testing

@testable import Configuration

/// `--control-plane.extra-headers` (dataplane spec CP-04, operator spec 3.11, 3.12, W-10).
@Suite struct HeaderSettingsTests {
  private func headers(_ entries: [String], _ environment: [String: String] = [:]) throws -> HeaderSettings {
    try Given.complete([.controlPlaneHeaders: entries], environment).read().controlPlane.wire.headers
  }

  private func problems(_ entries: String...) -> [String] {
    Given.complete([.controlPlaneHeaders: entries]).problems
  }

  @Test func namesAndValuesAreTakenAsWritten() throws {
    let fields = try headers(["X-Team:  blue, green ", "x-b:", "X-C: a:b"]).fields
    #expect(fields.map { "\($0.name)=\($0.value)" } == ["X-Team=blue, green", "x-b=", "X-C=a:b"])
  }

  @Test func theVariableSeparatesByCommaAndSemicolon() throws {
    let settings = try Given.complete([:], ["CONTROL_PLANE_EXTRA_HEADERS": "A: 1,B: 2;C: 3"]).read()
    #expect(settings.controlPlane.wire.headers.fields.map(\.name) == ["A", "B", "C"])
  }

  @Test("Every header that the client sets itself is reserved (W-10)", arguments: HeaderSettings.ofControlPlane)
  func reserved(name: String) {
    #expect(problems("\(name.uppercased()): x").first?.contains("the client sets") == true)
  }

  @Test func oneNameWithTwoValuesIsAContradictionHoweverItIsSpelled() throws {
    #expect(problems("X-A: 1", "x-a: 2").first?.contains("twice") == true)
    #expect(try headers(["X-A: 1", "x-a: 1"]).fields.count == 1)
  }

  @Test(arguments: ["no colon", ": x", "a b: x", "ä: x", "a: x\u{1}", "a: x\r\nb: y", "a: x\u{7F}"])
  func whatIsNoHeaderIsRefusedWithoutBeingShown(entry: String) {
    let problem = problems(entry).first
    #expect(problem != nil)
    #expect(problem?.contains(": x") == false)
  }

  @Test func tabsAreAllowed() throws {
    #expect(try headers(["a: x\ty"]).fields.first?.value == "x\ty")
  }

  @Test("Values may be references; what they resolve to is a secret (3.12)")
  func references() throws {
    let file = TextFile("from-file\n")
    let settings = try headers(["X-A: env:SECRET", "X-B: File:\(file.path)"], ["SECRET": "from-env"])
    #expect(settings.fields.map(\.value) == ["from-env", "from-file"])
    #expect(settings.secrets == ["from-env", "from-file"])
    #expect(problems("X-A: env:NOT_SET").first?.contains("NOT_SET is not set") == true)
  }

  @Test func aReferenceMustBeASingleLineAndNotEmpty() {
    let lines = TextFile("one\ntwo\n")
    #expect(problems("X-A: file:\(lines.path)").first?.contains("control characters") == true)
    let empty = TextFile("\n")
    #expect(problems("X-A: file:\(empty.path)").first?.contains("empty") == true)
  }
}
