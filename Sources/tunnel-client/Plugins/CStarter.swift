/// The files of a new plugin in C.
enum CStarter {
  static let source = #"""
    /* %NAME%.c - an MCP server with one tool, inside tunnel-client. */
    #include <tunnel/simple.h>

    /* Answers one request; called on the host thread, so it must not block. docs/plugin-abi.md says what else there is. */
    static tunnel_status answer(const tunnel_simple *plugin, const tunnel_call *call, tunnel_simple_reply *reply) {
      (void)plugin;

      if (tunnel_simple_is(call, "initialize"))
        return tunnel_simple_text(reply, "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                                         "\"serverInfo\":{\"name\":\"%NAME%\",\"version\":\"0.1.0\"}}");
      if (tunnel_simple_is(call, "ping")) return TUNNEL_OK;
      if (tunnel_simple_is(call, "tools/list"))
        return tunnel_simple_text(reply, "{\"tools\":[{\"name\":\"hello\",\"description\":\"Says hello\","
                                         "\"inputSchema\":{\"type\":\"object\"}}]}");
      if (tunnel_simple_is(call, "tools/call"))
        return tunnel_simple_text(reply, "{\"content\":[{\"type\":\"text\",\"text\":\"Hello from %NAME%\"}]}");

      return tunnel_simple_error(reply, -32601, "no such method");
    }

    TUNNEL_SIMPLE_TRANSPORT("%ID%", "0.1.0", "Example", "An MCP server that says hello", answer);

    """#

  static let makefile = """
    # Where tunnel-client's SDK is: make SDK=/elsewhere/sdk
    SDK ?= %SDK_MAKE%
    CFLAGS ?= -O2 -g
    TUNNEL_CLIENT ?= tunnel-client

    %NAME%.so: %NAME%.c
    \t$(CC) -std=c11 -Wall -Wextra -Wpedantic -Werror $(CFLAGS) -fvisibility=hidden -shared -fPIC \\
    \t  -I"$(SDK)/include" $< -o $@

    .PHONY: verify clean
    verify: %NAME%.so
    \t$(TUNNEL_CLIENT) plugins verify ./%NAME%.so

    clean:
    \trm -f %NAME%.so

    """

  static let readme = """
    # %NAME%

    A plugin of tunnel-client in C, `%ID%`: an MCP server with one tool.

    ```sh
    make
    tunnel-client plugins verify %NAME%.so
    tunnel-client dev proxy --plugin-path . --mcp.plugin %ID%
    ```

    All there is to change is the function `answer` in `%NAME%.c`. When it has to wait for something, include
    `tunnel/simple_blocking.h` instead and end with `TUNNEL_SIMPLE_BLOCKING_TRANSPORT`: it then runs on threads of its own.
    tunnel-client's docs/plugin-abi.md has the whole contract.

    """
}
