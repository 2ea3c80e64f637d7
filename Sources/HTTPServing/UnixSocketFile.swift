import Glibc

/// The file of a listening Unix socket.
///
/// The socket is made here and not by NIO so that its mode is 0600 before anyone can connect, without touching the
/// process-wide umask.
struct UnixSocketFile: Sendable {
  let path: String
  private let identity: FileIdentity

  /// Binds a new socket to `path`, creating missing parent folders (0700) and taking over a dead socket's place.
  /// The descriptor is the caller's to listen on and to close.
  static func bind(path: String) throws(ServingError) -> (file: UnixSocketFile, descriptor: CInt) {
    var address = try makeAddress(path)
    try createParents(of: path)
    try removeStaleSocket(path, &address)

    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw failure(path) }
    // Linux creates the file with the mode of the socket, so no other user gets in before chmod.
    guard fchmod(descriptor, 0o600) == 0, connectOrBind(Glibc.bind, descriptor, &address) == 0,
      chmod(path, 0o600) == 0, let identity = FileIdentity(path)
    else {
      let error = failure(path)
      close(descriptor)
      throw error
    }
    return (UnixSocketFile(path: path, identity: identity), descriptor)
  }

  /// Removes the file unless another server has replaced it meanwhile.
  func remove() {
    if FileIdentity(path) == identity { unlink(path) }
  }

  private static func removeStaleSocket(_ path: String, _ address: inout sockaddr_un) throws(ServingError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return }
      throw failure(path)
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
    // Connecting to a Unix socket never waits when it does not block: it is accepted, refused, or (EAGAIN) accepted by
    // a server whose backlog is full.
    let probe = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue), 0)
    guard probe >= 0 else { throw failure(path) }
    let result = connectOrBind(Glibc.connect, probe, &address)
    let reason = errno
    close(probe)
    if result == 0 || reason == EAGAIN { throw .addressInUse(.unixSocket(path: path)) }
    guard reason == ECONNREFUSED || reason == ENOENT else {
      throw .cannotListen(.unixSocket(path: path), reason: text(of: reason))
    }
    guard unlink(path) == 0 || errno == ENOENT else { throw failure(path) }
  }

  private static func createParents(of path: String) throws(ServingError) {
    let bytes = Array(path.utf8)
    for index in bytes.indices.dropFirst() where bytes[index] == UInt8(ascii: "/") {
      let parent = String(decoding: bytes[..<index], as: UTF8.self)
      guard mkdir(parent, 0o700) == 0 || errno == EEXIST || access(parent, X_OK) == 0 else { throw failure(path) }
    }
  }

  private static func makeAddress(_ path: String) throws(ServingError) -> sockaddr_un {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let limit = MemoryLayout.size(ofValue: address.sun_path) - 1
    guard path.utf8.count <= limit else { throw .pathTooLong(path: path, limit: limit) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return address
  }

  private static func connectOrBind(
    _ call: (CInt, UnsafePointer<sockaddr>, socklen_t) -> CInt, _ descriptor: CInt, _ address: inout sockaddr_un
  ) -> CInt {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        call(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  private static func failure(_ path: String) -> ServingError {
    .cannotListen(.unixSocket(path: path), reason: text(of: errno))
  }

  private static func text(of code: CInt) -> String { String(cString: strerror(code)) }
}
