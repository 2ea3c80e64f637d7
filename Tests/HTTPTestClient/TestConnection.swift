public import HTTPServing
public import NIOCore
import NIOHTTP1
import NIOPosix

/// A connection that sends the bytes a test gives it and hands back what the server answers.
public final class TestConnection {
  private let channel: any Channel
  private var incoming: AsyncStream<ByteBuffer>.Iterator
  private var buffer = ByteBuffer()

  private init(channel: any Channel, incoming: AsyncStream<ByteBuffer>) {
    self.channel = channel
    self.incoming = incoming.makeAsyncIterator()
  }

  /// Connects, runs `body`, and closes.
  public static func with<Result>(
    _ address: ListenAddress, readsAutomatically: Bool = true, isolation: isolated (any Actor)? = #isolation,
    _ body: (TestConnection) async throws -> Result
  ) async throws -> Result {
    let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.autoRead, value: readsAutomatically)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ForwardingHandler(continuation))
        }
      }
    let channel =
      switch address {
      case .tcp(let host, let port): try await bootstrap.connect(host: host, port: port).get()
      case .unixSocket(let path): try await bootstrap.connect(unixDomainSocketPath: path).get()
      }
    let connection = TestConnection(channel: channel, incoming: stream)
    do {
      let result = try await body(connection)
      await connection.close()
      return result
    } catch {
      await connection.close()
      throw error
    }
  }

  /// Returns when `address` refuses connections.
  public static func refused(by address: ListenAddress) async throws {
    while true {
      do {
        try await with(address) { try await $0.end() }
      } catch is TestConnectionError {
        continue
      } catch {
        return
      }
    }
  }

  /// Sends bytes as they are.
  public func send(_ text: String) async throws { try await send(ByteBuffer(string: text)) }

  /// Sends bytes as they are.
  public func send(_ bytes: ByteBuffer) async throws { try await channel.writeAndFlush(bytes).get() }

  /// Sends a request and waits for its whole answer.
  public func request(
    _ method: String, _ target: String, headers: [String: String] = [:], body: ByteBuffer? = nil
  ) async throws -> TestResponse {
    try await start(method, target, headers: headers, body: body)
    return try await response(hasBody: method != "HEAD")
  }

  /// Sends a request.
  public func start(
    _ method: String, _ target: String, headers: [String: String] = [:], body: ByteBuffer? = nil
  ) async throws {
    var lines = "\(method) \(target) HTTP/1.1\r\n"
    if headers["Host"] == nil { lines += "Host: localhost\r\n" }
    for (name, value) in headers { lines += "\(name): \(value)\r\n" }
    if let body { lines += "Content-Length: \(body.readableBytes)\r\n" }
    var bytes = ByteBuffer(string: lines + "\r\n")
    if var body { bytes.writeBuffer(&body) }
    try await send(bytes)
  }

  /// The next answer with its whole body.
  public func response(hasBody: Bool = true) async throws -> TestResponse {
    var response = try await head()
    guard hasBody, response.status != 204, response.status / 100 != 1 else { return response }
    if let length = response.headers.first(name: "content-length").flatMap({ Int($0) }) {
      response.body = try await bytes(length)
    } else if response.headers.first(name: "transfer-encoding") == "chunked" {
      while var chunk = try await chunk() { response.body.writeBuffer(&chunk) }
    }
    return response
  }

  /// The head of the next answer.
  public func head() async throws -> TestResponse {
    let lines = try await text(until: "\r\n\r\n").split(separator: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw TestConnectionError.malformed
    }
    var headers = HTTPHeaders()
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw TestConnectionError.malformed }
      headers.add(name: String(parts[0]), value: String(parts[1].drop { $0 == " " }))
    }
    return TestResponse(status: status, headers: headers, body: ByteBuffer())
  }

  /// The next chunk of a chunked body; nil after the last one.
  public func chunk() async throws -> ByteBuffer? {
    guard let length = Int(try await text(until: "\r\n"), radix: 16) else { throw TestConnectionError.malformed }
    let chunk = try await bytes(length)
    _ = try await bytes(2)
    return length == 0 ? nil : chunk
  }

  /// Returns when the server has closed the connection; throws when it sends something first.
  public func end() async throws {
    guard buffer.readableBytes == 0, await incoming.next(isolation: #isolation) == nil else {
      throw TestConnectionError.unexpectedBytes
    }
  }

  /// Closes the connection.
  public func close() async { try? await channel.close().get() }

  private func text(until end: String) async throws -> String {
    while true {
      let view = buffer.readableBytesView
      if let range = view.firstRange(of: end.utf8) {
        let text = buffer.readString(length: view.distance(from: view.startIndex, to: range.lowerBound)) ?? ""
        buffer.moveReaderIndex(forwardBy: end.utf8.count)
        return text
      }
      try await fill()
    }
  }

  private func bytes(_ count: Int) async throws -> ByteBuffer {
    while true {
      if let bytes = buffer.readSlice(length: count) { return bytes }
      try await fill()
    }
  }

  private func fill() async throws {
    guard var more = await incoming.next(isolation: #isolation) else { throw TestConnectionError.closed }
    buffer.writeBuffer(&more)
  }
}
