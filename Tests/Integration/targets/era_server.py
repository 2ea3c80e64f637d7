"""A small MCP server of whatever SDK this interpreter has, over stdio or Streamable HTTP.

    era_server.py mcp|fastmcp stdio
    era_server.py mcp|fastmcp http PORT_FILE

`mcp` is the official SDK: of 1.x it speaks the legacy era only, of 2.x both. It has one tool, `whoami`, which answers
with its process id.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path


def make(kind: str):
    if kind == "fastmcp":
        from fastmcp import FastMCP

        return FastMCP("era", instructions="ask whoami")
    try:
        from mcp.server import MCPServer
    except ImportError:
        from mcp.server.fastmcp import FastMCP

        return FastMCP("era", instructions="ask whoami")
    return MCPServer("era", instructions="ask whoami")


def whoami() -> str:
    """Tells the process id."""
    return f"pid {os.getpid()}"


def announce(port_file: str) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    path = Path(port_file)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(str(listener.getsockname()[1]))
    os.replace(temporary, path)
    return listener


def main() -> None:
    kind, transport, *rest = sys.argv[1:]
    server = make(kind)
    server.tool()(whoami)
    if transport == "stdio":
        server.run("stdio")
        return
    import uvicorn

    app = server.http_app() if kind == "fastmcp" else server.streamable_http_app()
    config = uvicorn.Config(app, log_level="warning")
    asyncio.run(uvicorn.Server(config).serve(sockets=[announce(rest[0])]))


if __name__ == "__main__":
    main()
