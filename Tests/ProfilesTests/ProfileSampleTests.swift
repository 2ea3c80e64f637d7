import Configuration
import Profiles
import Testing
import YAML

/// The samples (operator spec 6.4, A-039, A-040).
@Suite struct ProfileSampleTests {
  private static let id = "tunnel_" + String(repeating: "a", count: 32)

  private func check(_ text: String) -> ProfileCheck {
    SettingsReader.validate(ProfileReader.read(Array(text.utf8), path: "sample"), environment: ["HOME": "/home/x"])
  }

  @Test("What a sample shows is a valid profile (A-039)", arguments: ProfileSample.allCases)
  func example(sample: ProfileSample) {
    #expect(check(sample.example).problems == [])
  }

  @Test("A filled sample loads like `run` loads it (A-040)", arguments: ProfileSample.allCases)
  func loads(sample: ProfileSample) throws {
    for target in [SampleInputs.Target.url("https://h/p?a=1,2"), .command("uvx 'a b' # c")]
    where sample.takes(target) {
      var inputs = SampleInputs(tunnelID: Self.id, target: target)
      inputs.urlPath = "/gateway"
      inputs.listenAddress = "127.0.0.1:0"
      inputs.opensBrowser = true
      let profile = ProfileReader.read(Array(sample.text(inputs).utf8), path: "sample")
      let missing = SettingsReader.validate(profile, environment: [:])
      #expect(missing.problems == [])
      let wanted = sample == .enterprise ? 3 : 1
      #expect(missing.notes.count == wanted, "\(missing.notes)")
      guard sample != .enterprise else { continue }
      let settings = try SettingsReader.read(
        SettingValues(flags: [:], environment: ["CONTROL_PLANE_API_KEY": "key"], profile: profile))
      #expect(settings.controlPlane.tunnelID == Self.id)
      #expect(settings.controlPlane.urlPath == "/gateway")
      #expect(settings.adminUI.opensBrowser)
      #expect(settings.mcp.bindings.map(\.channel) == ["main"])
      let configuration = settings.mcp.bindings[0].configuration
      switch target {
      case .url: #expect(configuration.contains(#""url":"https://h/p?a=1,2""#))
      case .command: #expect(configuration == ##"{"command":"uvx 'a b' # c"}"##)
      }
    }
  }

  @Test("Any text comes back as it was")
  func roundTrip() throws {
    var random = SystemRandomNumberGenerator()
    let special: [Unicode.Scalar] = [
      "\"", "\\", "#", "\n", "\r", "\t", "\0", ":", "'", "{", "}", "%", "@", "`", "\u{7F}", "\u{85}", "\u{A0}",
      "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFD}", "\u{1F600}", "é", " ", "-", "&", "*", "!", "|", ">",
    ]
    for _ in 0..<2_000 {
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        let any = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random))
        let scalar = Bool.random(using: &random) ? special.randomElement(using: &random) : any
        if let scalar { text.unicodeScalars.append(scalar) }
      }
      let document = "a: \(YAMLQuoting.quoted(text))\nb: 1\n"
      let node = try #require(try YAMLReader.read(Array(document.utf8)), "\(text.unicodeScalars.map(\.value))")
      guard case .mapping(let members) = node.content, case .scalar(let back, false) = members[0].value.content else {
        Issue.record("\(document)")
        return
      }
      #expect(Array(back.utf8) == Array(text.utf8))
      #expect(members.count == 2)
    }
  }
}
