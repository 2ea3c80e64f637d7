import Glibc

/// What went wrong while a test server was set up.
struct SocketFailure: Error {
  let step: String
  let number = errno
}

enum Sockets {
  static func listenTCP() throws -> (descriptor: CInt, port: Int) {
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SocketFailure(step: "socket") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && Glibc.listen(descriptor, 128) == 0
          && getsockname(descriptor, address, &length) == 0
      }
    }
    guard bound else { throw SocketFailure(step: "bind") }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  static func listen(unix path: String) throws -> (descriptor: CInt, port: Int) {
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SocketFailure(step: "socket") }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 && Glibc.listen(descriptor, 128) == 0
      }
    }
    guard bound else { throw SocketFailure(step: "bind") }
    return (descriptor, 0)
  }

  /// A TCP port that nobody listens on.
  static func unusedPort() throws -> Int {
    let made = try listenTCP()
    close(made.descriptor)
    return made.port
  }
}

/// A URL that refuses connections.
public func refusingURL() throws -> String {
  "http://127.0.0.1:\(try Sockets.unusedPort())"
}
