import StubServer

/// What `dev mcp-stub` says once it listens: its URLs, and what to do with them (operator spec 23.1).
struct StubAnnouncement {
  private struct Document: Encodable {
    let serverName: String
    let serverVersion: String
    let baseURL: String
    let mcpURL: String
    let protectedResourceMetadataURL: String
    let authorizationServerMetadataURL: String
    let auth: Bool
    let nextCommands: [String]
    let prompts: [String]
  }

  let urls: StubServerURLs
  let name: String
  let version: String
  let asksForToken: Bool

  private var commands: [String] {
    [
      "tunnel-client dev proxy --mcp-server-url \(urls.mcp)",
      "tunnel-client run --control-plane.tunnel-id tunnel_… --mcp.server-url \(urls.mcp)",
    ]
  }

  private let prompts = [
    "Ask the stub who it is.", "Have the stub echo \"hello\".", "Have the stub count to five and show its progress.",
  ]

  func publish(asJSON: Bool) throws(Failure) {
    guard !asJSON else {
      return StandardOutput.announce(
        try JSONText.encode(
          Document(
            serverName: name, serverVersion: version, baseURL: urls.base, mcpURL: urls.mcp,
            protectedResourceMetadataURL: urls.resourceMetadata, authorizationServerMetadataURL: urls.serverMetadata,
            auth: asksForToken, nextCommands: commands, prompts: prompts)))
    }
    let note =
      asksForToken
      ? "Callers need a token; an MCP client that can do OAuth gets one by itself, from the metadata above."
      : "Everybody on this machine may call it. Add --auth to have it ask for a token."
    StandardOutput.announce(
      """
      Base URL: \(urls.base)
      MCP URL: \(urls.mcp)
      Protected resource metadata: \(urls.resourceMetadata)
      Authorization server metadata: \(urls.serverMetadata)

      \(note) It forgets everything when it stops.

      Next, in another terminal:
      \(commands.map { "  \($0)" }.joined(separator: "\n"))

      Prompts to try:
      \(prompts.map { "  \($0)" }.joined(separator: "\n"))

      """)
  }
}
