"""A FastMCP server over Streamable HTTP with a tool that reports progress.

    progress_server.py PORT_FILE

It listens on an ephemeral port and writes the number to PORT_FILE once it is bound.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path

from fastmcp import Context, FastMCP

server = FastMCP("progress")


@server.tool
async def count(to: int, context: Context) -> str:
    """Reports each step, then answers."""
    for step in range(1, to + 1):
        await context.report_progress(step, to, f"step {step}")
    return f"counted to {to}"


def main() -> None:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    port_file = Path(sys.argv[1])
    temporary = port_file.with_suffix(".tmp")
    temporary.write_text(str(listener.getsockname()[1]))
    os.replace(temporary, port_file)
    run = server.run_http_async(transport="http", show_banner=False, log_level="warning", sockets=[listener])
    asyncio.run(run)


if __name__ == "__main__":
    main()
