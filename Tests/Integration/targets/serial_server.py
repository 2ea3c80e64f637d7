"""An MCP server over stdio that works on one message at a time, and misbehaves on request.

    serial_server.py FOLDER

In FOLDER: each start adds a line to `starts`; every message is appended to `received-PID`. tools/call by tool name:

    hold       nothing at all until the file `release` exists
    die        the process ends with code 3
    mute       standard output is closed, the process goes on
    deaf       standard input is never read again
    flood      a second thread writes to standard error without end, then the answer
    who        the process id as the text of the result
    else       a small result

SIGTERM is ignored when FOLDER holds a file `stubborn`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from targets.raw import DONE, fill, handshake, raw_id  # noqa: E402

WHO = b'{"jsonrpc":"2.0","id":%ID%,"result":{"content":[{"type":"text","text":"%PID%"}]}}'


def say(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def wait_for(file: Path) -> None:
    while not file.exists():
        time.sleep(0.01)


def forever() -> None:
    while True:
        time.sleep(100)


def flood() -> None:
    line = b"an error that nobody reads\n" * 100
    while True:
        os.write(2, line)


def call(folder: Path, tool: str, identifier: bytes | None) -> None:
    if tool == "hold":
        wait_for(folder / "release")
    elif tool == "die":
        os._exit(3)
    elif tool == "mute":
        os.close(1)
        forever()
    elif tool == "deaf":
        forever()
    elif tool == "flood":
        threading.Thread(target=flood, daemon=True).start()
    if tool == "who":
        say(fill(WHO.replace(b"%PID%", b"%d" % os.getpid()), identifier))
    else:
        say(fill(DONE, identifier))


def main() -> None:
    folder = Path(sys.argv[1])
    if (folder / "stubborn").exists():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with (folder / "starts").open("a") as starts:
        starts.write(f"{os.getpid()}\n")
    with (folder / f"received-{os.getpid()}").open("ab", buffering=0) as received:
        for line in sys.stdin.buffer:
            received.write(line)
            message = json.loads(line)
            opening = handshake(line)
            if opening:
                say(opening)
            elif message.get("method") == "tools/call":
                call(folder, message["params"]["name"], raw_id(line))
            elif "id" in message:
                say(fill(DONE, raw_id(line)))


if __name__ == "__main__":
    main()
