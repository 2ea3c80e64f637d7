import CurlHTTP
import Synchronization
import TestPlugins
import TestServer
import Testing

@testable import PluginHost

/// A provider over the C plugin `credentials`, whose behaviour the target names.
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct AuthProviderTests {
  private final class Secrets: Sendable {
    let values = Mutex<[String]>([])
  }

  private let secrets = Secrets()
  private let log = RecordedLog()

  private func with(_ body: (AuthProvider) async throws -> Void) async throws {
    let provider = try AuthProvider(
      plugin: Bound.find("credentials"), configuration: "{}", logger: log.logger,
      onSecret: { [secrets] value in secrets.values.withLock { $0.append(value) } })
    try await body(provider)
    await provider.close()
    #expect(!log.warnings.contains { $0.contains("did not report the end") })
  }

  private func header(_ credential: Credential) -> String { credential.headers.first("authorization") ?? "" }

  @Test func `A credential is asked for once, and its values are announced`() async throws {
    try await with { provider in
      let value1 = try await provider.credential(purpose: .mcpCall, target: "a")
      #expect(header(value1) == "Bearer 1")
      let value2 = try await provider.credential(purpose: .mcpCall, target: "a")
      #expect(header(value2) == "Bearer 1")
      let value3 = try await provider.credential(purpose: .mcpDiscovery, target: "a")
      #expect(header(value3) == "Bearer 2")
      #expect(secrets.values.withLock { Array($0.prefix(2)) } == ["Bearer 1", "1"])
      #expect(provider.faultCount == 0)
    }
  }

  @Test func `A challenge drops it, and tells the plugin why`() async throws {
    try await with { provider in
      _ = try await provider.credential(purpose: .mcpCall)
      let next = try await provider.credential(
        purpose: .mcpCall, reason: .challenge(status: 401, header: #"Bearer error="invalid_token""#))
      #expect(header(next) == "Bearer 2")
      #expect(next.headers.first("x-reason") == #"3 401 Bearer error="invalid_token""#)
    }
  }

  @Test func `An expired credential is used once and asked for again`() async throws {
    try await with { provider in
      let value4 = try await provider.credential(purpose: .mcpCall, target: "expired")
      #expect(header(value4) == "Bearer 1")
      let next = try await provider.credential(purpose: .mcpCall, target: "expired")
      #expect(next.headers.first("x-reason")?.hasPrefix("2 ") == true)
    }
  }

  @Test func `All who wait get the answer to one request`() async throws {
    try await with { provider in
      let answers = Mailbox<String>()
      for _ in 0..<3 {
        _ = provider.request(CredentialQuery(.mcpCall, target: "hold"), deadline: nil) { result in
          answers.put((try? result.get()).map { $0.headers.first("authorization") ?? "" } ?? "failed")
        }
      }
      _ = try await provider.credential(purpose: .mcpCall, target: "release")
      await Loop.settle()
      #expect(answers.all == ["Bearer 2", "Bearer 2", "Bearer 2"])
    }
  }

  @Test func `A provider that fails, refuses or says nothing is named`() async throws {
    try await with { provider in
      for (target, reason, message) in [
        ("fail", AuthFailure.Reason.refused, "auth plugin com.example.credentials: no such account"),
        ("refuse", .internal, "auth plugin com.example.credentials: it refused the request"),
        ("silent", .timeout, "auth plugin com.example.credentials: it did not supply the credential in time"),
      ] {
        do throws(AuthFailure) {
          _ = try await provider.credential(purpose: .mcpCall, target: target, deadline: .now + .milliseconds(20))
          Issue.record("\(target) supplied a credential")
        } catch {
          #expect(error.reason == reason)
          #expect(error.description == message)
        }
      }
      #expect(provider.faultCount == 0)
    }
  }

  @Test func `Answering twice, after a cancel, or with nothing is a counted fault`() async throws {
    try await with { provider in
      _ = try await provider.credential(purpose: .mcpCall, target: "twice")
      #expect(log.warnings.contains { $0.contains("answered a request for a credential twice") })
      await #expect(throws: AuthFailure.self) {
        try await provider.credential(purpose: .mcpCall, target: "broken")
      }
      #expect(log.warnings.contains { $0.contains("a credential that is empty") })
      let waiter = provider.request(CredentialQuery(.mcpCall, target: "hold"), deadline: nil) { _ in
        Issue.record("a cancelled request was answered")
      }
      // Its slot is used again by the next request, which leaves that of the first as it is.
      let other = provider.request(CredentialQuery(.mcpDiscovery, target: "hold"), deadline: nil) { _ in }
      waiter.cancel()
      other.cancel()
      _ = try await provider.credential(purpose: .mcpCall, target: "release")
      #expect(log.warnings.contains { $0.contains("after it was cancelled") })
      #expect(provider.faultCount == 4)
    }
  }

  @Test func `Closing ends those who wait`() async throws {
    try await with { provider in
      let ends = Mailbox<Bool>()
      _ = provider.request(CredentialQuery(.mcpCall, target: "silent"), deadline: nil) { result in
        if case .failure(let failure) = result { ends.put(failure.reason == .cancelled) }
      }
      await provider.close()
      #expect(ends.all == [true])
    }
  }

  @Test func `A bad configuration, and a plugin without credentials, are told`() {
    #expect(throws: BindingFailure.self) {
      try AuthProvider(
        plugin: Bound.find("credentials"), configuration: #"{"bad":true}"#, logger: log.logger, onSecret: { _ in })
    }
    do {
      _ = try AuthProvider(plugin: Bound.find("echo"), configuration: "{}", logger: log.logger, onSecret: { _ in })
      Issue.record("a transport was taken for an auth provider")
    } catch {
      #expect("\(error)".contains("it offers no tunnel.auth/1, so it cannot supply credentials"))
    }
    do {
      _ = try Bound("credentials")
      Issue.record("an auth provider was taken for a transport")
    } catch {
      #expect("\(error)".contains("it offers no tunnel.transport/1, so it cannot serve a channel"))
    }
  }
}
