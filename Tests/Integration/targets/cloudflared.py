"""A cloudflared that a test scripts through the files of the folder it lies in.

`status`: what /ready answers (default 200), `hang`: it does not answer, `exit`: end with this number as soon as the file
is there, `thief`: at the first start, let a stranger have the port and end, `stubborn`: ignore SIGINT, `says`: a line to
print. It leaves `argv`, `environment` (JSON, last start), `starts` and `signals` (a line each).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER = Path(__file__).parent
THIEF = """
import socket, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listening", flush=True)
sys.stdin.read()
"""


def note(name: str, line: str) -> None:
    with (FOLDER / name).open("a") as file:
        file.write(line + "\n")


def write(name: str, value: object) -> None:
    """Whole or not at all."""
    temporary = FOLDER / f"{name}.tmp"
    temporary.write_text(json.dumps(value))
    temporary.rename(FOLDER / name)


class Ready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if (FOLDER / "hang").exists():
            time.sleep(2)  # longer than a probe waits
            return
        status = FOLDER / "status"
        self.send_response(int(status.read_text()) if status.exists() else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        pass


def interrupted(number: int, frame: object) -> None:
    note("signals", signal.Signals(number).name)
    if not (FOLDER / "stubborn").exists():
        os._exit(0)


def main() -> None:
    signal.signal(signal.SIGINT, interrupted)
    port = int(sys.argv[sys.argv.index("--metrics") + 1].rpartition(":")[2])
    first = not (FOLDER / "starts").exists()
    write("argv", sys.argv[1:])
    write("environment", dict(os.environ))
    note("starts", f"{os.getpid()} {os.getsid(0)}")
    if (FOLDER / "thief").exists() and first:
        # It lives until the test closes the FIFO.
        stdin = os.open(FOLDER / "thief", os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(stdin, True)
        thief = subprocess.Popen(
            [sys.executable, "-c", THIEF, str(port)],
            stdin=stdin, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        assert thief.stdout.readline() == b"listening\n"
        sys.exit(1)
    if (FOLDER / "says").exists():
        print((FOLDER / "says").read_text(), flush=True)
        print((FOLDER / "says").read_text(), file=sys.stderr, flush=True)
    if not (FOLDER / "exit").exists():
        server = ThreadingHTTPServer(("127.0.0.1", port), Ready)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
    while not (FOLDER / "exit").exists():
        time.sleep(0.02)
    os._exit(int((FOLDER / "exit").read_text()))


main()
