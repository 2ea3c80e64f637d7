import FoundationEssentials
import Glibc
import HTTPServing
import HTTPTestClient
import Operator
import Testing

@Suite struct StartTests {
  private let temporary = TemporaryFolder()
  private var folder: String { temporary.path }

  @Test func `A port in use is reported with the setting and the way out`() async throws {
    try await Fixture.with { fixture async throws in
      let error = await #expect(throws: OperatorError.self) {
        try await Fixture.with(OperatorConfiguration(listen: fixture.address)) { _ in }
      }
      #expect(
        error?.description == "health.listen-addr \(fixture.address) is in use: Address already in use; "
          + "choose another with --health.listen-addr 127.0.0.1:0 or stop the other process")
    }
  }

  @Test func `The URL file is complete, private and gone after a clean stop`() async throws {
    let path = "\(folder)/deep/url"
    let configuration = OperatorConfiguration(listen: .tcp(host: "127.0.0.1", port: 0), urlFile: path)
    try await Fixture.with(configuration) { fixture async throws in
      #expect(contents(of: path) == fixture.url)
      #expect(fixture.url.hasPrefix("http://127.0.0.1:") && !fixture.url.hasSuffix(":0"))
      var status = stat()
      #expect(stat(path, &status) == 0)
      #expect(status.st_mode & 0o777 == 0o600)
      #expect(try await fixture.get("/healthz").status == 200)
      fixture.running.cancel()
      try await fixture.running.value
      #expect(access(path, F_OK) != 0)
    }
  }

  @Test func `A symbolic link in place of the URL file is replaced, not followed`() async throws {
    let (path, target) = ("\(folder)/link", "\(folder)/target")
    symlink(target, path)
    let configuration = OperatorConfiguration(listen: .tcp(host: "127.0.0.1", port: 0), urlFile: path)
    try await Fixture.with(configuration) { fixture async throws in
      #expect(contents(of: path) == fixture.url)
      #expect(access(target, F_OK) != 0)
    }
  }

  @Test func `A URL file that cannot be written stops the start`() async throws {
    let configuration = OperatorConfiguration(listen: .tcp(host: "127.0.0.1", port: 0), urlFile: "/dev/null/x/url")
    let error = await #expect(throws: OperatorError.self) { try await Fixture.with(configuration) { _ in } }
    #expect(error?.description.hasPrefix("health.url-file /dev/null/x/url cannot be written: ") == true)
  }

  @Test func `A Unix socket has a URL that holds its path`() async throws {
    let path = "\(folder)/o.sock"
    try await Fixture.with(OperatorConfiguration(listen: .unixSocket(path: path))) { fixture async throws in
      // RFC 4648 §5 without padding.
      let base64 = Data(path.utf8).base64EncodedString()
        .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
      #expect(fixture.url == "http+unix://\(base64)")
      #expect(try await fixture.get("/ui", headers: ["Host": "whatever"]).status == 200)
    }
  }

  private func contents(of path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
