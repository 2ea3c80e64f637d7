import Glibc
import Synchronization

/// A server that gives each connection to a script, on a thread of its own: it can be as broken as a test wants.
public final class TestServer: Sendable {
  public typealias Script = @Sendable (TestConnection) -> Void

  private struct Open {
    var connections: [CInt: TestConnection] = [:]
    var isStopped = false
    var accepted = 0
  }

  public let port: Int
  public let unixSocket: String?
  private let listener: CInt
  private let script: Script
  private let open = Mutex(Open())

  /// `http://127.0.0.1:port`
  public var url: String { "http://127.0.0.1:\(port)" }
  public var connectionCount: Int { open.withLock(\.accepted) }

  /// Listens on a free TCP port, or on the Unix socket at a path.
  public init(unixSocket: String? = nil, script: @escaping Script) throws {
    self.unixSocket = unixSocket
    self.script = script
    let made = try unixSocket.map(Sockets.listen(unix:)) ?? Sockets.listenTCP()
    listener = made.descriptor
    port = made.port
    Threads.start { [self] in acceptAll() }
  }

  /// Answers every request of every connection by a function.
  public convenience init(
    unixSocket: String? = nil, answer: @escaping @Sendable (TestRequest) -> TestResponse
  ) throws {
    try self.init(
      unixSocket: unixSocket,
      script: { connection in
        while let request = connection.readRequest() {
          let response = answer(request)
          connection.send(response)
          if response.closes { return }
        }
      })
  }

  /// Runs `body` with a server that is gone afterwards.
  public static func with<Result>(
    unixSocket: String? = nil, isolation: isolated (any Actor)? = #isolation,
    answer: @escaping @Sendable (TestRequest) -> TestResponse, _ body: (TestServer) async throws -> Result
  ) async throws -> Result {
    let server = try TestServer(unixSocket: unixSocket, answer: answer)
    defer { server.stop() }
    return try await body(server)
  }

  /// Runs `body` with a server whose connections follow a script.
  public static func with<Result>(
    isolation: isolated (any Actor)? = #isolation, script: @escaping Script, _ body: (TestServer) async throws -> Result
  ) async throws -> Result {
    let server = try TestServer(script: script)
    defer { server.stop() }
    return try await body(server)
  }

  public func stop() {
    // Wakes whoever is blocked in accept or read; the threads close what is theirs. Under the lock, as their closing is:
    // a descriptor that is closed in between would be a stranger's by the time of the shutdown.
    open.withLock { open in
      open.isStopped = true
      for connection in open.connections.values { connection.hangUp() }
    }
    shutdown(listener, CInt(SHUT_RDWR))
    if let unixSocket { unlink(unixSocket) }
  }

  private func acceptAll() {
    while true {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else {
        // A signal (a child of another test ended), or a caller that went away while it waited: not the end.
        if errno == EINTR || errno == ECONNABORTED { continue }
        break
      }
      let connection = TestConnection(descriptor)
      open.withLock { open in
        open.accepted += 1
        open.connections[descriptor] = connection
        if open.isStopped { connection.hangUp() }
      }
      Threads.start { [self] in
        script(connection)
        open.withLock { open in
          open.connections[descriptor] = nil
          connection.close()
        }
      }
    }
    close(listener)
  }
}
