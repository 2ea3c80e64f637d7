extension HelpTopic {
  static let samples = HelpTopic(
    name: "samples", summary: "ready-made profiles to start from",
    text: """
      SAMPLES

      A sample is a profile with blanks: a YAML file that init or profiles add fills in for you.

      See what there is:

        tunnel-client profiles samples list
        tunnel-client profiles samples show sample_mcp_stdio_local

        sample_mcp_stdio_local       an MCP server that is started as a program
        sample_mcp_remote_no_auth    an MCP server at a URL, open to whoever reaches it
        sample_mcp_with_dcr          a URL or a program; the server may ask callers to register and sign in
        sample_mcp_enterprise_proxy  the same from behind a company proxy with its own certificates

      Make a profile of one:

        tunnel-client init --profile web --sample sample_mcp_remote_no_auth --tunnel-id TUNNEL_ID \\
          --mcp-server-url http://127.0.0.1:3000/mcp
        tunnel-client profiles add time --sample sample_mcp_stdio_local --tunnel-id TUNNEL_ID \\
          --mcp-command 'uvx mcp-server-time'

      You will see the path of the file. Look at it, change it, check it:

        tunnel-client profiles show web
        tunnel-client profiles edit web
        tunnel-client profiles validate web

      Behind a proxy: sample_mcp_enterprise_proxy takes the proxy from HTTPS_PROXY and the certificates from the file that
      ENTERPRISE_CA_BUNDLE names. Secrets never stand in a profile, only where they are: env:NAME or file:/path.

      Next: `tunnel-client help doctor`.
      """)
}
