import LocalState
import RawJSON
import Testing
import Trust

@testable import Runtimes

@Suite struct ProfileTests {
  private let profile = RuntimeProfile(
    baseURL: "https://x", urlPath: "/p", tunnelID: "t", key: "env:K", healthURLFile: "/s/health/a.url", logFile: "/l",
    target: .command(#"sh -c "a\b""#))

  private func owner(_ text: [UInt8]?, digest: String? = nil, path: String = "/p/a.yaml") -> ProfileOwnership {
    var alias = AliasRecord(alias: "a", tunnelID: "t")
    alias.setProfile(name: "a", folder: "/p", path: "/p/a.yaml", healthURLFile: "/s/health/a.url")
    alias.profileDigest = digest
    return ProfileOwnership(text, path: path, alias: alias, urlFile: "/s/health/a.url")
  }

  @Test func `The profile is JSON whatever is in it (operator 31.10)`() throws {
    let bytes = profile.bytes
    let range = try #require(try find(pointer: "/mcp/commands", in: bytes.span.bytes))
    #expect(String(decoding: bytes[range], as: UTF8.self).contains(#"sh -c \"a\\b\""#))
    #expect(try find(pointer: "/control_plane/url_path", in: bytes.span.bytes) != nil)
  }

  @Test func `A profile is ours as long as nobody changed it (W-67)`() {
    let bytes = profile.bytes
    let digest = SHA256.digits(bytes)
    #expect(owner(nil) == .absent)
    #expect(owner(bytes, digest: digest) == .generated)
    #expect(owner(bytes + [10], digest: digest) == .edited)
    #expect(owner(Array("config_version: 1\n".utf8), digest: nil) == .foreign)
    #expect(owner(Array("{}".utf8), digest: digest, path: "/p/mine.yaml") == .foreign)
  }

  @Test func `A profile of the peer is told by where its daemon writes its URL`() {
    #expect(owner(profile.bytes) == .generated)
    #expect(owner(profile.bytes, path: "/p/other.yaml") == .edited)
  }
}
