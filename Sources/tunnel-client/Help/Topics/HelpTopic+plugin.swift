extension HelpTopic {
  static let plugin = HelpTopic(
    name: "plugin", summary: "write a plugin of your own",
    text: """
      PLUGIN

      A plugin is a shared library that serves a transport: it gets MCP messages and answers them, however it likes. There is
      one C header; plugins in C, C++, Rust, Zig or Swift are alike.

        tunnel-client plugins new --lang c echo

      makes the folder echo with a plugin that works, com.example.echo, and a Makefile. Build it, look at it, use it:

        make -C echo
        tunnel-client plugins verify echo/echo.so
        tunnel-client plugins inspect com.example.echo --plugin-path echo
        tunnel-client dev proxy --plugin-path echo --mcp.plugin com.example.echo

      The last line prints an MCP URL, and the URL of a page that shows the calls that reach your plugin.

      A plugin reads its settings from JSON, which the host checks against the plugin's schema before it starts. The bundled
      stub has one, look at it, and set something:

        tunnel-client plugins inspect org.tunnel-client.stub
        tunnel-client dev proxy --mcp.plugin 'plugin=org.tunnel-client.stub,config={"server_name":"mine"}'

      Next: docs/plugin-abi.md has the contract, sdk/ the headers and examples. `tunnel-client help plugins` is for users.
      """)
}
