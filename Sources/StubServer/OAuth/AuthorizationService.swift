import HTTPServing
import Synchronization

/// The authorization server as all requests share it, and the questions that people have not answered yet.
final class AuthorizationService: Sendable {
  private struct State {
    var server: AuthorizationServer
    /// By the one-time text in the form.
    var questions: [String: (request: AuthorizationRequest, expires: ContinuousClock.Instant)] = [:]
  }

  let urls: StubServerURLs
  let approvesAlone: Bool
  let tokenLifetime: Duration
  private let state: Mutex<State>

  private static let questionLifetime = Duration.seconds(600)

  init(_ settings: StubServerConfiguration.Authorization, urls: StubServerURLs) {
    self.urls = urls
    approvesAlone = settings.approvesAlone
    tokenLifetime = settings.tokenLifetime
    state = Mutex(
      State(
        server: AuthorizationServer(
          resources: [urls.mcp] + settings.furtherResources, tokenLifetime: settings.tokenLifetime)))
  }

  func register(_ metadata: ClientMetadata) throws(OAuthError) -> (id: String, client: AuthorizationServer.Client) {
    try state.withLock { state throws(OAuthError) in try state.server.register(metadata) }
  }

  func read(_ query: QueryParameters) throws(AuthorizationRequest.Problem) -> AuthorizationRequest {
    try state.withLock { state throws(AuthorizationRequest.Problem) in try state.server.read(query) }
  }

  func clientName(_ id: String) -> String? {
    state.withLock { $0.server.clients[id]?.metadata.name }
  }

  /// The one-time text that stands for a question in its form.
  func ask(_ request: AuthorizationRequest) -> String {
    let ticket = Secret.make()
    let now = ContinuousClock.now
    state.withLock { state in
      state.questions = state.questions.filter { $0.value.expires > now }
      state.questions[ticket] = (request, now + Self.questionLifetime)
    }
    return ticket
  }

  /// The question of a form; once.
  func takeQuestion(_ ticket: String) -> AuthorizationRequest? {
    state.withLock { state in
      guard let (request, expires) = state.questions.removeValue(forKey: ticket), expires > .now else { return nil }
      return request
    }
  }

  func approve(_ request: AuthorizationRequest) -> String {
    state.withLock { $0.server.approve(request, now: .now) }
  }

  func token(_ form: QueryParameters) throws(OAuthError) -> AuthorizationServer.Tokens {
    try state.withLock { state throws(OAuthError) in try state.server.token(form, now: .now) }
  }

  func revoke(_ form: QueryParameters) throws(OAuthError) {
    try state.withLock { state throws(OAuthError) in try state.server.revoke(form) }
  }

  func grant(ofAccessToken token: String) -> AuthorizationServer.Grant? {
    state.withLock { $0.server.grant(ofAccessToken: token, now: .now) }
  }
}
