import HTTPServing
import NIOHTTP1

/// The URLs by which a caller knows this control plane's MCP endpoint and its protected-resource metadata (RFC 9728).
struct PublicURLs: Sendable {
  let mcp: String
  let discovery: String

  init(_ request: Request, tunnelID: String) {
    let origin = "http://\(request.headers.first(name: "host") ?? "localhost")"
    let channel = request.parameters["channel"].map { "/\($0)" } ?? ""
    let path = "/v1/mcp/\(tunnelID)\(channel)"
    mcp = origin + path
    discovery = "\(origin)/.well-known/oauth-protected-resource\(path)"
  }
}
