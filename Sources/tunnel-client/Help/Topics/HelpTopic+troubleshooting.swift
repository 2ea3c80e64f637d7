import Configuration

extension HelpTopic {
  static let troubleshooting = HelpTopic(
    name: "troubleshooting", summary: "it does not work: where to look, in which order",
    text: """
      TROUBLESHOOTING

      1. Does it start?

         It ends at once with a message: the message names the flag, the variable or the line of the profile, and the fix.
         All that is wrong with a configuration, at once, and where each value comes from:

           tunnel-client doctor --profile web --explain
           tunnel-client config explain --profile web

      2. Is it ready?

           tunnel-client health --port 8080
           curl 'http://127.0.0.1:8080/readyz?verbose=1'

         Healthz PASS: the process lives. Readyz FAIL: the text behind it names the part that is missing.

           control plane          the poll fails. 401 or 403: the key, or the key is not for this tunnel. Timeouts: a proxy
                                  is missing, see --http-proxy; certificates, see --ca-bundle
           channel "main"         the MCP server does not answer. Is it running? Does its command work in a shell?
           cloudflared            only with --cloudflared.token or --cloudflared.managed
           draining               it was asked to stop

         Is it still polling? The line Control-plane poll is PASS only when one succeeded lately:

           tunnel-client health --port 8080 --require-control-plane-poll

      3. Do calls arrive?

         Open http://127.0.0.1:8080/ui, and make a call. The same in a terminal, and one call again:

           tunnel-client requests list --port 8080
           tunnel-client requests show REQUEST_ID --port 8080
           tunnel-client requests replay REQUEST_ID --port 8080

         No call arrives: is the connector in ChatGPT for this tunnel? \(WebPages.connectors)
         A tunnel id is tunnel_ and 32 characters of a-z and 0-9: \(WebPages.tunnels)

      4. Is it the server or the tunnel?

         The same server behind a tunnel on this machine, without the service:

           tunnel-client dev proxy --mcp-server-url http://127.0.0.1:3000/mcp

         Works there: look at key, proxy and connector. Does not: look at the server.

      5. Ask somebody

           tunnel-client support-bundle --port 8080

         writes one file with logs, configuration and state. Secrets are taken out; look at it before you send it.

      Error codes and exit codes for scripts are in docs/cli.md.
      """)
}
