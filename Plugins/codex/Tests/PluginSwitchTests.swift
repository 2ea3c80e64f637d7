import Testing

@testable import CodexAssistant

@Suite struct PluginSwitchTests {
  private static let key = "tunnel-mcp@debug"

  private func on(_ text: String) throws -> String { try PluginSwitch(text, key: Self.key).on() }
  private func off(_ text: String) throws -> String { try PluginSwitch(text, key: Self.key).off() }

  private static let own = "[plugins.\"tunnel-mcp@debug\"]\nenabled = true\n"

  @Test(arguments: ["", "a = 1", "a = 1\n", "[t]\nb = \"\"\"\n[x]\n\"\"\"\n", "# é\r\nb = 2\r\n"])
  func `A table is added at the end, and taken out again without a trace (A-197, A-199)`(text: String) throws {
    let added = try on(text)
    #expect(added.hasPrefix(text) && added.hasSuffix(Self.own))
    #expect(try on(added) == added, "a second time changes nothing")
    let removed = try off(added)
    #expect(removed == text || removed == text + "\n")
  }

  @Test(
    arguments: [
      (
        "[plugins.\"tunnel-mcp@debug\"] # c\nenabled=false # d\n",
        "[plugins.\"tunnel-mcp@debug\"] # c\nenabled=true # d\n"
      ),
      (
        "[plugins]\n\"tunnel-mcp@debug\" = { enabled = false }\n",
        "[plugins]\n\"tunnel-mcp@debug\" = { enabled = true }\n"
      ),
      ("[plugins.'tunnel-mcp@debug']\nx = 'é'\n", "[plugins.'tunnel-mcp@debug']\nenabled = true\nx = 'é'\n"),
      ("plugins.\"tunnel-mcp@debug\".enabled = false", "plugins.\"tunnel-mcp@debug\".enabled = true"),
      (
        "s = 'é' \n[plugins.'tunnel-mcp@debug']\n'enabled' = 0 # é\n",
        "s = 'é' \n[plugins.'tunnel-mcp@debug']\n'enabled' = true # é\n"
      ),
    ])
  func `However it is written, a switch is turned where it stands (W-77)`(before: String, after: String) throws {
    #expect(try on(before) == after)
  }

  @Test(
    arguments: [
      (
        "a = 1\n[plugins.\"tunnel-mcp@debug\"]\nenabled = true\nx = \"\"\"\n[y]\n\"\"\"\n[z]\nb = [\n1]\n",
        "a = 1\n[z]\nb = [\n1]\n"
      ),
      ("[plugins]\n\"tunnel-mcp@debug\" = { enabled = true }\n\"o@d\" = {}\n", "[plugins]\n\"o@d\" = {}\n"),
      ("[plugins.\"tunnel-mcp@debug\".more]\nx = 1\n[a]\n", "[a]\n"),
      ("[plugins.\"o@d\"]\nenabled = true\n", "[plugins.\"o@d\"]\nenabled = true\n"),
    ])
  func `What else the file says stays (A-198)`(before: String, after: String) throws {
    #expect(try off(before) == after)
  }

  @Test func `What cannot be read or changed safely is refused`() {
    #expect(throws: PluginSwitch.Refusal.self) { try on("a = \n") }
    #expect(throws: PluginSwitch.Refusal.self) { try on("[a]\n[a]\n") }
    #expect(throws: PluginSwitch.Refusal.entangled) { try on("plugins = {}\n") }
    #expect(throws: PluginSwitch.Refusal.entangled) { try off("plugins = {\"tunnel-mcp@debug\" = {}, o = 1}\n") }
  }
}
