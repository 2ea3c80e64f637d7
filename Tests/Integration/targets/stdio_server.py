"""An MCP server over stdio, run as a script, whose answers a test spells byte for byte.

    stdio_server.py FOLDER

In FOLDER: every line it receives is appended to `received`, its process id is in `pid` and each start adds a
line to `starts`. The answer to tools/call depends on the tool's name:

    template   the bytes of the file `template` (with %ID%)
    hold       nothing, until the file `release` exists; then all held calls are answered
    quiet      a progress at once, one after `params.arguments.seconds` - 1 seconds, then the answer
    else       a small result

While FOLDER holds a file `refuse`, the server ends as soon as it starts.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from targets.raw import DONE, PROGRESS, fill, handshake, raw_id  # noqa: E402

_writing = threading.Lock()


def say(line: bytes) -> None:
    with _writing:
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()


def hold(folder: Path, identifier: bytes | None) -> None:
    while not (folder / "release").exists():
        time.sleep(0.01)
    say(fill(DONE, identifier))


def quiet(params: dict, identifier: bytes | None) -> None:
    # A server reports progress under the token that it was given, whatever that is.
    token = json.dumps(params["_meta"]["progressToken"]).encode()
    seconds = params["arguments"]["seconds"]
    say((PROGRESS % 1).replace(b'"quiet"', token))
    time.sleep(seconds - 1)
    say((PROGRESS % 2).replace(b'"quiet"', token))
    time.sleep(1)
    say(fill(DONE, identifier))


def in_background(work: object, *arguments: object) -> None:
    threading.Thread(target=work, args=arguments, daemon=True).start()


def answer(folder: Path, message: bytes) -> None:
    opening = handshake(message)
    identifier = raw_id(message)
    if opening:
        say(opening)
        return
    if identifier is None:
        return
    params = json.loads(message).get("params") or {}
    tool = params.get("name")
    if tool == "template":
        say(fill((folder / "template").read_bytes(), identifier))
    elif tool == "hold":
        in_background(hold, folder, identifier)
    elif tool == "quiet":
        in_background(quiet, params, identifier)
    else:
        say(fill(DONE, identifier))


def main() -> None:
    folder = Path(sys.argv[1])
    (folder / "pid").write_text(str(os.getpid()))
    with (folder / "starts").open("a") as starts:
        starts.write(f"{os.getpid()}\n")
    if (folder / "refuse").exists():
        sys.exit(3)
    with (folder / "received").open("ab", buffering=0) as received:
        for line in sys.stdin.buffer:
            received.write(line)
            answer(folder, line.rstrip(b"\r\n"))


if __name__ == "__main__":
    main()
