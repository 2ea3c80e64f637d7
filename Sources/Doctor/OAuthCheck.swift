import Configuration
import CurlHTTP
import NIOCore
import PluginHost
import RawJSON

/// Whether the main channel's server says how callers get authorization (RFC 9728, operator spec 8.5).
struct OAuthCheck {
  let settings: Settings

  static let id = "oauth_metadata"

  /// What the server says; `isReached`: whether it answered at all.
  func run(isReached: Bool) async -> CheckResult {
    guard let main = settings.mcp.bindings.first(where: { $0.channel == "main" }), let url = main.network.serverURL
    else { return CheckResult(Self.id, .skip, "the main channel has no address to ask") }
    guard isReached else { return CheckResult(Self.id, .skip, "the server was not reached") }
    var seen: [String] = []
    for candidate in Self.candidates(url) {
      switch await ask(candidate, main.channel) {
      case .metadata: return CheckResult(Self.id, .pass, "the server says how to get authorization: \(candidate)")
      case .none: seen.append("\(candidate): 404")
      case .unusable(let why):
        return CheckResult(
          Self.id, .warn, "\(candidate): \(why)",
          why: "Callers that need authorization look there first, and cannot go on.",
          evidence: seen + ["\(candidate): \(why)"],
          next: ["Let the server answer with the metadata of RFC 9728, or with 404 when it needs no authorization"],
          code: .oauthMetadata)
      }
    }
    return CheckResult(Self.id, .pass, "the server advertises none, so it needs none")
  }

  private enum Answer {
    case metadata
    case none
    case unusable(String)
  }

  private func ask(_ url: String, _ channel: String) async -> Answer {
    var headers = HTTPFields()
    headers.append("Accept", "application/json")
    let request = HTTPRequest(
      method: "GET", url: url, headers: headers, timeout: .seconds(5), redirects: .sameOrigin(limit: 5),
      route: .binding(channel))
    do throws(HTTPFailure) {
      let response = try await HTTPClient().send(request, bodyLimit: 1 << 20)
      switch response.head.status {
      case 200:
        let names = response.body.withUnsafeReadableBytes { string(at: "/resource", in: $0) }
        return names == nil ? .unusable("the answer has no \"resource\"") : .metadata
      case 404, 405: return .none
      case let status: return .unusable("HTTP \(status)")
      }
    } catch {
      return .unusable("\(error.kind)")
    }
  }

  /// With the server's path, then without (RFC 9728, 3.1).
  static func candidates(_ url: String) -> [String] {
    guard let scheme = url.firstRange(of: "://") else { return [] }
    let rest = url[scheme.upperBound...].prefix { $0 != "?" && $0 != "#" }
    let end = rest.firstIndex(of: "/") ?? rest.endIndex
    let origin = url[..<end] + "/.well-known/oauth-protected-resource"
    let path = rest[end...]
    return path.isEmpty || path == "/" ? [String(origin)] : [String(origin + path), String(origin)]
  }
}
