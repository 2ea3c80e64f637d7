extension HelpTopic {
  static let oauth = HelpTopic(
    name: "oauth", summary: "an MCP server that asks its callers to sign in",
    text: """
      OAUTH

      Nothing to configure: the tunnel carries the caller's Authorization header to the MCP server, and the server's 401 with
      its WWW-Authenticate header back. It never looks into a token and keeps none.

      What the MCP server has to have

        - a 401 answer to calls without a token, with WWW-Authenticate and resource_metadata in it, or
        - /.well-known/oauth-protected-resource beside its URL, a JSON document with resource and authorization_servers

      The service asks for that document through the tunnel; ChatGPT then talks to the authorization server itself, directly.
      So the authorization server must be reachable from the internet; the MCP server need not be.

      Look at what the client found

        tunnel-client doctor --profile web --explain

      The check oauth_metadata is PASS when a document was found, or when the server says that it has none. A server on stdio
      has no such document: SKIP.

      Try it on this machine, with a server that asks for a sign-in:

        tunnel-client dev mcp-stub --auth

      Next: `tunnel-client help troubleshooting`.
      """)
}
