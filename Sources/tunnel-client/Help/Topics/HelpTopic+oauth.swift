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

      The client asks the MCP server's own origin only. Where the metadata or the authorization server's is elsewhere, name that
      origin: --mcp.oauth-trusted-origin https://login.example.com (repeatable). No header of yours goes there.

      A server that has no such document is fine: it is ready, and who asks for the document gets 404. A server that asks for a
      token and names a document that is not there is not: /readyz says "oauth discovery failed" and why.

      Look at what the client found

        tunnel-client doctor --profile web --explain

      The check oauth_metadata is PASS when a document was found, or when the server has none; WARN when a sign-in may stop
      half-way; FAIL where `run` would not be ready. A server on stdio has no such document: SKIP. With --explain it lists the
      endpoints and who has to reach each: a browser reaches authorize directly, the service reaches token and register
      through the harpoon channel, and over plain HTTP only with --harpoon.allow-plaintext-http.

      While it runs: the OAuth tab of the page, or GET /api/oauth.

      Try it on this machine, with a server that asks for a sign-in:

        tunnel-client dev mcp-stub --auth

      Next: `tunnel-client help troubleshooting`.
      """)
}
