import Configuration
import CurlHTTP
import Glibc
import NIOCore
import RawJSON

/// Whether the operator's endpoints can be served, without disturbing who serves them now (operator spec W-27).
struct ListenerCheck {
  let settings: Settings

  static let id = "health_listener"

  /// `isOurs`: this tunnel's own daemon serves them now.
  func run() async -> (results: [CheckResult], isOurs: Bool) {
    let results = await look()
    return (results, results.contains { $0.id == Self.id && $0.summary.hasPrefix(Self.running) })
  }

  private static let running = "already running"

  private func look() async -> [CheckResult] {
    switch settings.health {
    case .unixSocket(let path): return await unixSocket(path)
    case .tcp(let host, let port): return await tcp(host, port)
    }
  }

  private func tcp(_ host: String, _ port: Int) async -> [CheckResult] {
    let name = "\(host.contains(":") ? "[\(host)]" : host):\(port)"
    let shown = host.isEmpty || host == "0.0.0.0" || host == "::" ? "127.0.0.1" : name.split(separator: ":")[0]
    let url = "http://\(host.contains(":") ? name : "\(shown):\(port)")"
    switch TCPProbe.bind(host: host, port: port) {
    case .free:
      guard port > 0 else {
        return [
          CheckResult(Self.id, .pass, "ephemeral bind ok on \(host)"),
          CheckResult("ui", .pass, "/ui will be on a port that the log names"),
        ]
      }
      return [CheckResult(Self.id, .pass, "will bind \(name)"), CheckResult("ui", .pass, "\(url)/ui")]
    case .taken:
      return await taken(
        name, ui: "\(url)/ui", HTTPRequest(method: "GET", url: "\(url)/api/status", timeout: .seconds(2)))
    case .failed(let why): return refused(name, why)
    }
  }

  private func unixSocket(_ path: String) async -> [CheckResult] {
    var status = stat()
    // sockaddr_un holds no more, and a zero.
    let most = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
    guard path.utf8.count <= most else { return refused(path, "a socket's path has at most \(most) bytes") }
    guard lstat(path, &status) == 0 else {
      if let why = FileChecks.obstacle(path) { return refused(path, why) }
      return [
        CheckResult(Self.id, .pass, "will bind unix socket \(path)"),
        CheckResult("ui", .pass, "curl --unix-socket \(path) http://localhost/ui"),
      ]
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else { return refused(path, "the path is there and is no socket") }
    let request = HTTPRequest(
      method: "GET", url: "http://localhost/api/status", unixSocket: path, timeout: .seconds(2))
    if case .failure(let failure) = await Self.send(request), failure.source == .connect {
      return [
        CheckResult(Self.id, .pass, "will replace the stale unix socket \(path)"),
        CheckResult("ui", .pass, "curl --unix-socket \(path) http://localhost/ui"),
      ]
    }
    return await taken(path, ui: "curl --unix-socket \(path) http://localhost/ui", request)
  }

  /// Our own daemon there is as good as it gets.
  private func taken(_ name: String, ui: String, _ request: HTTPRequest) async -> [CheckResult] {
    if case .success(let response) = await Self.send(request), response.head.status == 200,
      response.body.withUnsafeReadableBytes({ string(at: "/tunnel_id", in: $0) }) == settings.controlPlane.tunnelID
    {
      return [
        CheckResult(Self.id, .pass, "\(Self.running) on \(name), for this tunnel"), CheckResult("ui", .pass, ui),
      ]
    }
    return refused(name, "another program listens there")
  }

  private func refused(_ name: String, _ why: String) -> [CheckResult] {
    [
      CheckResult(
        Self.id, .fail, "\(name): \(why)", why: "`run` does not start without its health endpoints.",
        evidence: ["\(name): \(why)"],
        next: [
          name.hasPrefix("/") || settings.health == .unixSocket(name)
            ? "Choose another path with --health.unix-socket"
            : "Choose another with --health.listen-addr, for example 127.0.0.1:0 with --health.url-file"
        ],
        code: .listenFailed),
      CheckResult("ui", .skip, "the listener is not free"),
    ]
  }

  private static func send(_ request: HTTPRequest) async -> Result<HTTPResponse, HTTPFailure> {
    do throws(HTTPFailure) {
      return .success(try await HTTPClient().send(request, bodyLimit: 1 << 20))
    } catch {
      return .failure(error)
    }
  }
}
