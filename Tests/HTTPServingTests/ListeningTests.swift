import Glibc
import HTTPServing
import HTTPTestClient
import NIOHTTP1
import Testing

@Suite struct ListeningTests {
  private let temporary = TemporaryFolder()
  private var folder: String { temporary.path }

  @Test func `A port in use is its own error`() async throws {
    try await serving { _ in
    } _: { address, _ async throws in
      await #expect(throws: ServingError.addressInUse(address)) {
        try await serving(on: address) { _ in
        } _: { _, _ in
        }
      }
    }
  }

  @Test func `A Unix socket has mode 0600, skips the host guard and is removed on close`() async throws {
    let path = "\(folder)/deep/a.sock"
    try await serving(on: .unixSocket(path: path)) { router in
      router.on(.GET, at: "/", behind: [HostGuard()]) { .text("\($0.peer)") }
    } _: { address, _ async throws in
      var status = stat()
      #expect(lstat(path, &status) == 0)
      #expect(status.st_mode & 0o777 == 0o600)
      try await TestConnection.with(address) { connection async throws in
        #expect(try await connection.request("GET", "/", headers: ["Host": "evil.example"]).text == "unix")
      }
    }
    #expect(access(path, F_OK) != 0)
  }

  @Test func `A live socket is refused and a dead one is replaced`() async throws {
    let path = "\(folder)/b.sock"
    try await serving(on: .unixSocket(path: path)) { _ in
    } _: { address, _ async throws in
      await #expect(throws: ServingError.addressInUse(address)) {
        try await serving(on: address) { _ in
        } _: { _, _ in
        }
      }
    }
    // A file whose owner died: bound, never to be accepted from again.
    try leaveDeadSocket(at: path)
    try await serving(on: .unixSocket(path: path)) { router in
      router.on(.GET, at: "/") { _ in .text("ok") }
    } _: { address, _ async throws in
      #expect(try await TestConnection.with(address) { try await $0.request("GET", "/") }.text == "ok")
    }
  }

  @Test func `A path that is not a socket is refused`() async throws {
    let path = "\(folder)/c.sock"
    close(open(path, O_CREAT | O_WRONLY, 0o600))
    await #expect(throws: ServingError.notASocket(path: path)) {
      try await serving(on: .unixSocket(path: path)) { _ in
      } _: { _, _ in
      }
    }
    #expect(access(path, F_OK) == 0)
  }

  @Test func `A path the kernel cannot hold is refused`() async throws {
    let path = "\(folder)/\(String(repeating: "x", count: 120))"
    await #expect(throws: ServingError.pathTooLong(path: path, limit: 107)) {
      try await serving(on: .unixSocket(path: path)) { _ in
      } _: { _, _ in
      }
    }
  }

  @Test func `Only loopback addresses and sockets are local`() {
    #expect(ListenAddress.tcp(host: "localhost", port: 1).isLocalOnly)
    #expect(ListenAddress.tcp(host: "::1", port: 1).isLocalOnly)
    #expect(ListenAddress.unixSocket(path: "/x").isLocalOnly)
    #expect(!ListenAddress.tcp(host: "0.0.0.0", port: 1).isLocalOnly)
    #expect(!ListenAddress.tcp(host: "", port: 1).isLocalOnly)
    #expect(ListenAddress.tcp(host: "::1", port: 1).description == "[::1]:1")
  }

  private func leaveDeadSocket(at path: String) throws {
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    close(descriptor)
    try #require(result == 0)
  }
}
