import Synchronization

/// A control plane that hands out what a test puts in, and keeps what it is told.
public final class ScriptedControlPlane: Sendable {
  private struct State {
    var polls: [TestResponse] = []
    var isStopped = false
    var posts: [TestResponse] = []
  }

  private final class Shared: Sendable {
    let state = Mutex(State())
    let arrivals = Gate()
    let polls = Mailbox<TestRequest>()
    let posts = Mailbox<TestRequest>()
  }

  private let shared = Shared()
  private let server: TestServer

  public var url: String { server.url }
  /// Every poll, when it arrives.
  public var polls: Mailbox<TestRequest> { shared.polls }
  /// Every response POST, when it arrives.
  public var posts: Mailbox<TestRequest> { shared.posts }
  public var connectionCount: Int { server.connectionCount }

  public init() throws {
    server = try TestServer(answer: { [shared] request in
      if request.method == "GET" { return Self.poll(request, shared) }
      let answer = shared.state.withLock { state in
        state.posts.isEmpty ? TestResponse(200, #"{"status":"ok"}"#) : state.posts.removeFirst()
      }
      shared.posts.put(request)
      return answer
    })
  }

  public static func with<Result>(
    isolation: isolated (any Actor)? = #isolation, _ body: (ScriptedControlPlane) async throws -> Result
  ) async throws -> Result {
    let plane = try ScriptedControlPlane()
    defer { plane.stop() }
    return try await body(plane)
  }

  /// Hands out commands (JSON objects) with one poll.
  public func hand(out commands: String...) {
    shared.state.withLock { state in
      state.polls.append(TestResponse(200, #"{"commands":[\#(commands.joined(separator: ","))]}"#))
    }
    shared.arrivals.open()
  }

  /// Answers a poll by this.
  public func answerPoll(_ response: TestResponse) {
    shared.state.withLock { $0.polls.append(response) }
    shared.arrivals.open()
  }

  /// Answers the next POSTs by these, and all others by 200.
  public func answerPosts(_ responses: TestResponse...) {
    shared.state.withLock { $0.posts += responses }
  }

  public func stop() {
    shared.state.withLock { $0.isStopped = true }
    shared.arrivals.open()
    server.stop()
  }

  /// Blocks until there is something to say, as a long poll does; one that must not wait is answered at once.
  private static func poll(_ request: TestRequest, _ shared: Shared) -> TestResponse {
    shared.polls.put(request)
    while true {
      let (answer, isStopped) = shared.state.withLock { state in
        (state.polls.isEmpty ? nil : state.polls.removeFirst(), state.isStopped)
      }
      if let answer { return answer }
      if isStopped || request.target.hasSuffix("timeout_ms=1") { return TestResponse(204) }
      shared.arrivals.passOnce()
    }
  }
}
