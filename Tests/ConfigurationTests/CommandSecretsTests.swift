import Testing

@testable import Configuration

/// W-43: flag-style secrets of MCP commands, by value.
@Suite struct CommandSecretsTests {
  @Test(arguments: [
    ("serve --api-token abc -v", ["abc"]), ("serve --api-token=abc", ["abc"]), ("API_KEY='a b' serve", ["a b"]),
    (#"sh -c "serve --password x\"y""#, []), (#"serve --db.password "x\"y" --port 1"#, [#"x"y"#]),
    ("serve --key-file /etc/k --token-type bearer", []), ("serve --token env:NAME --secret $X", []),
    ("serve --token --verbose", []), ("serve --token", []), ("", []),
  ])
  func `What follows a secret's name in a command is a secret`(command: String, secrets: [String]) {
    #expect(CommandSecrets.values(in: command) == secrets)
  }
}
