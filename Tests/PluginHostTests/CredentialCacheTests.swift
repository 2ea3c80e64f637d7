import CurlHTTP
import Testing

@testable import PluginHost

@Suite struct CredentialCacheTests {
  private let query = CredentialQuery(.mcpCall, target: "http://x")
  private let now = ContinuousClock.now

  private func credential(_ value: String, for life: Duration? = nil) -> Credential {
    Credential(headers: HTTPFields(["Authorization": value]), expiry: life.map { now + $0 })
  }

  @Test func `A credential is good until a server refuses it, and the next request says so`() {
    var cache = CredentialCache()
    #expect(cache.lookup(query, at: now) == .missing(.first))
    let old = credential("a")
    cache.store(old, for: query, at: now)
    #expect(cache.lookup(query, at: now + .seconds(1_000_000)) == .good(old))
    let mayAsk = cache.challenge(query, old, status: 401, header: "Bearer", at: now)
    #expect(mayAsk)
    #expect(cache.lookup(query, at: now) == .missing(.challenge(status: 401, header: "Bearer")))
    cache.store(credential("b"), for: query, at: now)
    #expect(cache.lookup(query, at: now) == .good(credential("b")))
  }

  @Test func `A refusal of an older credential does not cost the newer one`() {
    var cache = CredentialCache()
    cache.store(credential("b"), for: query, at: now)
    let mayAsk = cache.challenge(query, credential("a"), status: 401, header: "", at: now)
    #expect(mayAsk)
    #expect(cache.lookup(query, at: now) == .good(credential("b")))
  }

  /// A command must not run once or twice for each call to a server that takes none of its tokens.
  @Test func `A server that refuses every credential costs ever fewer`() {
    var cache = CredentialCache()
    var asked: [Int] = []
    for second in 0..<400 {
      let moment = now + .seconds(second)
      if case .missing = cache.lookup(query, at: moment) {
        cache.store(credential("\(second)"), for: query, at: moment)
      }
      guard case .good(let there) = cache.lookup(query, at: moment) else { continue }
      if cache.challenge(query, there, status: 401, header: "", at: moment) { asked.append(second) }
    }
    #expect(asked == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363])
    cache.store(credential("good"), for: query, at: now)
    cache.accepted(query)
    let mayAsk = cache.challenge(query, credential("good"), status: 401, header: "", at: now + .seconds(400))
    #expect(mayAsk)
  }

  @Test func `It is refreshed a little before its end, and not used behind it`() {
    var cache = CredentialCache()
    let short = credential("a", for: .seconds(10))
    cache.store(short, for: query, at: now)
    #expect(cache.lookup(query, at: now + .seconds(8)) == .good(short))
    #expect(cache.lookup(query, at: now + .seconds(9)) == .aging(short))
    cache.refreshFailed(query, at: now + .seconds(9))
    #expect(cache.lookup(query, at: now + .milliseconds(9_500)) == .good(short))
    #expect(cache.lookup(query, at: now + .seconds(10)) == .missing(.refresh))
    let long = credential("b", for: .seconds(3_600))
    cache.store(long, for: query, at: now)
    #expect(cache.lookup(query, at: now + .seconds(3_569)) == .good(long))
    #expect(cache.lookup(query, at: now + .seconds(3_570)) == .aging(long))
  }

  @Test func `Secrets are not kept`() {
    var cache = CredentialCache()
    let query = CredentialQuery(.secret, reference: "x")
    cache.store(Credential(secret: "s"), for: query, at: now)
    #expect(cache.lookup(query, at: now) == .missing(.first))
  }

  @Test func `A caller's own header wins over the credential's`() {
    let credential = Credential(headers: HTTPFields(["Authorization": "Bearer x", "X-Tenant": "7"]))
    #expect(
      credential.added(to: HTTPFields(["authorization": "mine"]))
        == HTTPFields(["authorization": "mine", "X-Tenant": "7"]))
    #expect(credential.added(to: HTTPFields(["AUTHORIZATION": "a", "x-tenant": "b"])) == nil)
  }
}
