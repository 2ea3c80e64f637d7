import Testing

@testable import StubServer

@Suite struct PKCETests {
  /// RFC 7636 appendix B.
  @Test func `The example of the RFC matches and no other verifier does`() {
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    #expect(PKCE.isChallenge(challenge))
    #expect(PKCE.matches(verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", challenge: challenge))
    #expect(!PKCE.matches(verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl", challenge: challenge))
    #expect(!PKCE.matches(verifier: "short", challenge: challenge))
  }

  @Test func `Secrets are long, never the same, and compared whole`() {
    let (first, second) = (Secret.make(), Secret.make())
    #expect(first.utf8.count == 64)
    #expect(first != second)
    #expect(Secret.isEqual(first, first))
    #expect(!Secret.isEqual(first, second))
    #expect(!Secret.isEqual(first, first + "0"))
  }
}
