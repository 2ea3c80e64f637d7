extension HelpTopic {
  static let plugins = HelpTopic(
    name: "plugins", summary: "find plugins and choose one for a channel",
    text: """
      PLUGINS

      Every transport is a plugin, the bundled ones included: http, stdio, harpoon (lets the service call named URLs),
      native (the functions of a C library as tools), and stub for trying things. exec and static supply credentials.

      What is there, and what a plugin says about itself:

        tunnel-client plugins list
        tunnel-client plugins inspect com.example.echo

      The list has id, version, summary and file of each plugin, and names files that cannot be used, with the reason. A file
      alone can be examined, too:

        tunnel-client plugins verify ./echo.so

      Some have functions that answer questions; without a name they are listed:

        tunnel-client plugins call org.tunnel-client.stdio
        tunnel-client plugins call org.tunnel-client.stdio split_command "python 'my server.py'"

      Where they are looked for, in this order:

        tunnel-client plugins path

        1. folders given with --plugin-path
        2. folders in TUNNEL_CLIENT_PLUGIN_PATH
        3. folders in the profile
        4. ../lib/plugins beside the program, and the program's own folder

      Of two with the same id the first that fits counts. A plugin runs with the rights of the client: take it from people you trust.

      Put one behind a channel:

        tunnel-client run --profile web --mcp.plugin 'channel=extra,plugin=com.example.echo'

      A plugin may also bring commands of its own; `tunnel-client --help` lists them at its end. One of them is for Codex:

        tunnel-client codex status

      --mcp.server-url and --mcp.command are short for the bundled plugins. `tunnel-client plugins --help` lists the commands.

      Next: `tunnel-client help plugin`, if you want to write one.
      """)
}
