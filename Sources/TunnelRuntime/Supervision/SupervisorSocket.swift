import Glibc

/// Where a service manager listens for word of its service (sd_notify(3)): a datagram socket in the file system, or
/// with an abstract name.
public struct SupervisorSocket: Sendable {
  private let address: sockaddr_un
  private let length: socklen_t

  /// Nil when there is nobody to tell. `name` is the value of `NOTIFY_SOCKET`.
  public init?(_ name: String?) {
    guard let name, name.hasPrefix("/") || name.hasPrefix("@") else { return nil }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    let isAbstract = name.hasPrefix("@")
    guard name.utf8.count < capacity else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { path in
      path.copyBytes(from: name.utf8)
      if isAbstract { path[0] = 0 }
    }
    // An abstract name ends with the address, a path with a NUL.
    let start = MemoryLayout<sockaddr_un>.size - capacity
    length = socklen_t(start + name.utf8.count + (isAbstract ? 0 : 1))
    self.address = address
  }

  /// Sends one message. A manager that is gone, or does not keep up, is not waited for.
  func send(_ assignments: String...) {
    let descriptor = socket(
      AF_UNIX, CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let bytes = Array(assignments.joined(separator: "\n").utf8)
    var address = address
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = sendto(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL), $0, length)
      }
    }
  }
}
