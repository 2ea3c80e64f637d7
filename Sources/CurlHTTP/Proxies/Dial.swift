import Glibc

/// A TCP connection with a limit. Blocks; not for the loop.
enum Dial {
  enum Failure: Error {
    case timedOut
    case refused
  }

  /// A connected descriptor, which is the caller's.
  static func connect(host: String, port: String, within limit: Duration) throws(Failure) -> CInt {
    let deadline = ContinuousClock.now + limit
    var hints = addrinfo()
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, port, &hints, &found) == 0 else { throw .refused }
    defer { freeaddrinfo(found) }
    var next = found
    while let address = next?.pointee {
      if let descriptor = attempt(address, until: deadline) { return descriptor }
      guard ContinuousClock.now < deadline else { throw .timedOut }
      next = address.ai_next
    }
    throw .refused
  }

  private static func attempt(_ address: addrinfo, until deadline: ContinuousClock.Instant) -> CInt? {
    let kind = address.ai_socktype | CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(address.ai_family, kind, address.ai_protocol)
    guard descriptor >= 0 else { return nil }
    if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return descriptor }
    guard errno == EINPROGRESS, isConnected(descriptor, by: deadline) else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  private static func isConnected(_ descriptor: CInt, by deadline: ContinuousClock.Instant) -> Bool {
    var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    while true {
      let left = (deadline - .now) / .milliseconds(1)
      guard left > 0 else { return false }
      let count = poll(&watched, 1, CInt(left.rounded(.up)))
      if count == 0 || (count < 0 && errno != EINTR) { return false }
      if count > 0 { break }
    }
    var failure: CInt = 0
    var size = socklen_t(MemoryLayout<CInt>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 && failure == 0
  }
}
