import NIOCore
import Testing

@testable import ControlPlane

/// The managed fetch (dataplane spec CP-14).
@Suite struct ManagedRuntimeTests {
  private let body =
    #"{"cloudflare_tunnel":{"tunnel_id":"i","name":"n","account_id":"a"},"runtime_token":"secret"}"#
  private var random = FixedRandom(value: 0)

  private func runtime() throws -> ManagedRuntime {
    try #require(ManagedRuntime(body: ByteBuffer(string: body)))
  }

  @Test func `An answer needs its names and its token`() throws {
    #expect(try runtime().token == "secret")
    for part in ["\"i\"", "\"n\"", "\"a\"", "\"secret\""] {
      for blank in ["\"\"", "\"  \"", "null", "1"] {
        #expect(ManagedRuntime(body: ByteBuffer(string: body.replacing(part, with: blank))) == nil)
      }
    }
    #expect(ManagedRuntime(body: ByteBuffer()) == nil)
  }

  @Test(arguments: [429, 500, 503, 599])
  func `A status that may pass is tried three times`(status: Int) {
    var (rule, random) = (ManagedRuntimeRule(), random)
    for _ in 1...2 {
      let decision = rule.judge(.refused(status: status, retryAfter: nil), using: &random)
      guard case .retry(after: .milliseconds(200)) = decision else { return #expect(Bool(false), "\(decision)") }
    }
    let last = rule.judge(.refused(status: status, retryAfter: nil), using: &random)
    guard case .failed(.status(status)) = last else { return #expect(Bool(false), "\(last)") }
  }

  @Test(arguments: [301, 400, 401, 403, 404])
  func `Another is final at once, and no other credential is tried`(status: Int) {
    var (rule, random) = (ManagedRuntimeRule(), random)
    let decision = rule.judge(.refused(status: status, retryAfter: .seconds(1)), using: &random)
    guard case .failed(let failure) = decision else { return #expect(Bool(false), "\(decision)") }
    #expect(failure.description.hasPrefix("HTTP \(status): "))
  }

  @Test func `The wait is the longer of ours and the service's`() {
    var (rule, random) = (ManagedRuntimeRule(), random)
    let longer = rule.judge(.refused(status: 429, retryAfter: .seconds(7)), using: &random)
    guard case .retry(after: .seconds(7)) = longer else { return #expect(Bool(false), "\(longer)") }
    let shorter = rule.judge(.refused(status: 503, retryAfter: .milliseconds(1)), using: &random)
    guard case .retry(after: .milliseconds(200)) = shorter else { return #expect(Bool(false), "\(shorter)") }
  }

  @Test func `A transport error is tried again, an unusable answer is not`() throws {
    var (rule, random) = (ManagedRuntimeRule(), random)
    let broken = rule.judge(.unreachable("eof"), using: &random)
    guard case .retry = broken else { return #expect(Bool(false), "\(broken)") }
    let answered = rule.judge(.answered(try runtime()), using: &random)
    guard case .done(let found) = answered else { return #expect(Bool(false), "\(answered)") }
    #expect(found.token == "secret")
    let unusable = rule.judge(.unusable, using: &random)
    guard case .failed(.unusable) = unusable else { return #expect(Bool(false), "\(unusable)") }
  }

  @Test func `404 says what it means and what to do (user needs #70)`() {
    let text = ManagedRuntimeFailure.status(404).description
    #expect(text.contains("HTTP 404") && text.contains("provisioned") && text.contains("CLOUDFLARED_TUNNEL_TOKEN"))
  }
}
