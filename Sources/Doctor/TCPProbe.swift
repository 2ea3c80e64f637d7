import Glibc

/// Whether a TCP address could be bound at this moment.
enum TCPProbe {
  enum Outcome: Equatable {
    case free
    case taken
    /// In the system's words.
    case failed(String)
  }

  /// Binds and lets go at once, as the server would bind.
  static func bind(host: String, port: Int) -> Outcome {
    var hints = addrinfo()
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host.isEmpty ? nil : host, "\(port)", &hints, &list)
    guard status == 0, let list else { return .failed(String(cString: gai_strerror(status))) }
    defer { freeaddrinfo(list) }
    let descriptor = socket(list.pointee.ai_family, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return .failed(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var yes: CInt = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size))
    // A bound address is only known to be taken when somebody listens on it.
    guard Glibc.bind(descriptor, list.pointee.ai_addr, list.pointee.ai_addrlen) == 0, listen(descriptor, 1) == 0 else {
      return errno == EADDRINUSE ? .taken : .failed(String(cString: strerror(errno)))
    }
    return .free
  }
}
