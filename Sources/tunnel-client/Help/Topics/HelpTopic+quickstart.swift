import Configuration

extension HelpTopic {
  static let quickstart = HelpTopic(
    name: "quickstart", summary: "from nothing to the web page: no account, a server on stdio, a server on HTTP",
    text: """
      QUICKSTART

      Three ways to a running tunnel. Each ends at a web page that shows your calls, and takes a minute or two.

      1. No account, no server

           tunnel-client dev proxy

         You see three lines:

           MCP URL: http://127.0.0.1:34891/v1/mcp/tunnel_22222222222222222222222222222222
           UI URL:  http://127.0.0.1:37201/ui
           MCP server: mcp-stub 0.1.0 (MCP 2026-07-28)

         Open the UI URL. Then point any MCP client at the MCP URL, for example:

           npx @modelcontextprotocol/inspector

         It has the tools echo, uppercase and server_info. Everything runs on this machine: a control plane, the client, and a
         small MCP server. Ctrl-C stops it. Next: put your own server there.

           tunnel-client dev proxy --mcp-command 'uvx mcp-server-time'
           tunnel-client dev proxy --mcp-server-url http://127.0.0.1:3000/mcp

      2. Your server on stdio, through the hosted service

         Make a tunnel and an API key; you need the tunnel's id, tunnel_ and 32 characters of a-z and 0-9:

           \(WebPages.tunnels)
           \(WebPages.runtimeKeys)

         Write a profile, check it, start it:

           export CONTROL_PLANE_API_KEY=sk-...
           tunnel-client init --profile time --tunnel-id TUNNEL_ID --mcp-command 'uvx mcp-server-time'
           tunnel-client doctor --profile time
           tunnel-client run --profile time

         init names the file it wrote. doctor ends with "RESULT ok", or says what to change. Once run has started, open
         http://127.0.0.1:8080/ui. The same from another terminal, for scripts:

           tunnel-client health --port 8080 --wait 30s

      3. Your server on HTTP, through the hosted service

         The server speaks MCP over Streamable HTTP, on this machine or on one that this machine reaches:

           export CONTROL_PLANE_API_KEY=sk-...
           tunnel-client init --profile web --tunnel-id TUNNEL_ID --mcp-server-url http://127.0.0.1:3000/mcp
           tunnel-client doctor --profile web
           tunnel-client run --profile web

         Then open http://127.0.0.1:8080/ui.

         Without a profile, all in one line:

           tunnel-client run --control-plane.tunnel-id TUNNEL_ID --mcp.server-url http://127.0.0.1:3000/mcp

      Then, in ChatGPT

         Leave run running and add a connector for the tunnel: \(WebPages.connectors)
         Ask "which tools do you have?"; the call appears on the web page.

      Next

         Keep it running: `tunnel-client runtimes connect --help`, or a service manager: README.md has what systemd needs.
         It does not work: `tunnel-client help troubleshooting`.
      """)
}
