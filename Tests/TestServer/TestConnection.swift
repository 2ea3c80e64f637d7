import Glibc

/// One accepted connection, for a script that may block. Used by its own thread; only ``hangUp()`` by others.
public final class TestConnection: @unchecked Sendable {
  private let descriptor: CInt
  private var buffer: [UInt8] = []

  init(_ descriptor: CInt) {
    self.descriptor = descriptor
  }

  /// The next request with its body; nil when the other side has closed, or has sent something else.
  public func readRequest() -> TestRequest? {
    guard var request = readHead() else { return nil }
    if request.header("transfer-encoding") == "chunked" {
      while let line = readLine(), let size = Int(line, radix: 16) {
        guard let chunk = read(exactly: size), readLine() != nil else { return nil }
        if size == 0 { return request }
        request.body += chunk
      }
      return nil
    }
    guard let body = read(exactly: request.header("content-length").flatMap { Int($0) } ?? 0) else { return nil }
    request.body = body
    return request
  }

  /// A request's line and headers, and nothing of its body.
  public func readHead() -> TestRequest? {
    guard let start = readLine() else { return nil }
    let words = start.split(separator: " ").map(String.init)
    guard words.count == 3 else { return nil }
    var request = TestRequest(method: words[0], target: words[1])
    while let line = readLine(), !line.isEmpty {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      request.headers.append((line[..<colon].lowercased(), String(value)))
    }
    return request
  }

  /// Waits until the other side has closed or reset the connection.
  public func waitForEnd() {
    while fill() {}
  }

  @discardableResult
  public func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return false }
      rest = rest.dropFirst(written)
    }
    return true
  }

  @discardableResult
  public func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  @discardableResult
  public func send(_ response: TestResponse) -> Bool { send(response.bytes) }

  /// Ends with a TCP reset instead of a proper close.
  public func reset() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
  }

  func hangUp() { shutdown(descriptor, CInt(SHUT_RDWR)) }
  func close() { Glibc.close(descriptor) }

  private func read(exactly count: Int) -> [UInt8]? {
    while buffer.count < count { guard fill() else { return nil } }
    defer { buffer.removeFirst(count) }
    return Array(buffer.prefix(count))
  }

  private func readLine() -> String? {
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeFirst(end + 1)
        return line.last == "\r" || line.hasSuffix("\r") ? String(line.dropLast()) : line
      }
      guard fill() else { return nil }
    }
  }

  private func fill() -> Bool {
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    var count = recv(descriptor, &piece, piece.count, 0)
    while count < 0, errno == EINTR { count = recv(descriptor, &piece, piece.count, 0) }
    guard count > 0 else { return false }
    buffer += piece.prefix(count)
    return true
  }
}
