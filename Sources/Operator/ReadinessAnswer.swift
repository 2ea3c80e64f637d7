import HTTPServing
import NIOCore
import NIOHTTP1

/// `/readyz` in the three shapes that a prober may ask for: one line (dataplane HE-02), that line and one for each
/// dependency (`?verbose=1`), or JSON (`Accept: application/json`).
struct ReadinessAnswer {
  let readiness: Readiness
  /// Names of the inside are for this machine only (dataplane W-45).
  let showsReasons: Bool

  init(_ readiness: Readiness, for request: Request) {
    self.readiness = readiness
    showsReasons = request.isLocal
  }

  func response(to request: Request) -> Response {
    var response: Response
    if Self.wantsJSON(request.headers) {
      response = Response(
        status: status, headers: ["Content-Type": "application/json"], body: .bytes(ByteBuffer(bytes: json)))
    } else {
      response = .text(request.query["verbose"] == "1" ? verbose : line, status: status)
    }
    response.headers.add(name: "Cache-Control", value: "no-store")
    if !readiness.ready { response.headers.add(name: "Retry-After", value: "\(readiness.retryAfter)") }
    return response
  }

  private var status: HTTPResponseStatus { readiness.ready ? .ok : .serviceUnavailable }
  private var line: String { showsReasons ? readiness.text : readiness.publicText }

  /// The line of the plain answer first, because consumers match its prefix.
  private var verbose: String {
    readiness.dependencies.reduce(into: line + "\n") { text, dependency in
      text += "[\(dependency.ready ? "+" : "-")] \(dependency.name): \(dependency.state)"
      if showsReasons, !dependency.reason.isEmpty { text += ": \(dependency.reason)" }
      text += "\n"
    }
  }

  private var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { root in
      root.member("ready", readiness.ready)
      root.member("text", line)
      root.member("dependencies") { writer in
        writer.array(readiness.dependencies) { dependency, writer in
          writer.object { dependency.write(to: &$0, withReason: showsReasons) }
        }
      }
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  /// Only who asks for JSON by name: `*/*` is what probers send without thinking.
  private static func wantsJSON(_ headers: HTTPHeaders) -> Bool {
    headers[canonicalForm: "accept"].contains { $0.lowercased().hasPrefix("application/json") }
  }
}

extension Readiness.Dependency {
  /// Its members; a reason may name hosts of the inside.
  func write(to writer: inout JSONWriter, withReason: Bool = true) {
    writer.members([
      ("name", .text(name)), ("ready", .flag(ready)), ("state", .text(state)),
      ("reason", withReason && !reason.isEmpty ? .text(reason) : .none), ("since", .time(since)),
    ])
  }
}
