import CurlHTTP
import HTTPServing
import Operator
import Testing

@testable import TunnelRuntime

/// What a trial of a proxy means (operator spec 11.4.1).
struct ProxyCheckTests {
  private let time = Timestamp(seconds: 1_767_225_600)

  @Test func `Each outcome has its phase and its reason`() {
    func failure(_ outcome: ProxyTrial.Outcome) -> ProxyCheck.Failure? { ProxyCheck(outcome, at: time).failure }
    let tcp = Duration.milliseconds(1)
    #expect(failure(.passed(tcp: tcp, connect: tcp, status: 200)) == nil)
    #expect(failure(.noProxyHost) == .init(.tcp, .missingProxyHost))
    #expect(failure(.noTargetHost) == .init(.connect, .missingTargetHost))
    #expect(failure(.dialFailed(timedOut: true)) == .init(.tcp, .timeout))
    #expect(failure(.dialFailed(timedOut: false)) == .init(.tcp, .dialError))
    #expect(failure(.connectFailed(tcp: tcp, status: 407, timedOut: false)) == .init(.connect, .badStatus))
    #expect(failure(.connectFailed(tcp: tcp, status: nil, timedOut: true)) == .init(.connect, .timeout))
    #expect(failure(.connectFailed(tcp: tcp, status: nil, timedOut: false)) == .init(.connect, .connectError))
  }
}
