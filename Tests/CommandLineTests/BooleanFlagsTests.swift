import Testing

@testable import tunnel_client

@Suite struct BooleanFlagsTests {
  private func normalised(_ arguments: String...) throws -> [String] {
    try BooleanFlags.normalise(arguments, flags: ["json", "ui", "no-ui"])
  }

  @Test func `A flag may say true`() throws {
    #expect(try normalised("x", "--json=true", "--ui=1") == ["x", "--json", "--ui"])
  }

  @Test func `False is the opposite flag where there is one, and nothing else`() throws {
    #expect(try normalised("--ui=false", "--json=F") == ["--no-ui"])
  }

  @Test func `The last one counts`() throws {
    #expect(try normalised("--json", "--json=false") == [])
    #expect(try normalised("--json=false", "--json") == ["--json"])
  }

  @Test func `Options, and what is behind two dashes, stay`() throws {
    #expect(try normalised("--url=true", "--", "--json=false") == ["--url=true", "--", "--json=false"])
  }

  @Test func `Another value is refused with the flag's name`() {
    #expect { try normalised("--json=yes please") } throws: { error in
      "\(error)".contains("--json") && "\(error)".contains("yes please")
    }
  }

  @Test func `The flags of a command are known from the parser`() throws {
    #expect(try BooleanFlags.normalise(["plugins", "list", "--json=true"]) == ["plugins", "list", "--json"])
    #expect(try BooleanFlags.normalise(["run", "--open-web-ui=false"]) == ["run", "--no-open-web-ui"])
  }
}
