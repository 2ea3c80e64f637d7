"""The faulty MCP server over stdio: each call names its own fault. `stdio_child.py LOG` appends the nonces it saw to LOG."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from faults.http_target import HANDSHAKE, progress, result, rpc_error  # noqa: E402

_writing = threading.Lock()


def say(*lines: bytes, end: bytes = b"\n") -> None:
    with _writing:
        os.write(1, b"") if not lines else None
        data = b"".join(line + end for line in lines)
        while data:
            data = data[os.write(1, data) :]


def later(seconds: float, *lines: bytes) -> None:
    timer = threading.Timer(seconds, say, lines)
    timer.daemon = True
    timer.start()


def call(message: dict) -> None:
    arguments = message["params"]["arguments"]
    answer = result(message)
    match arguments["fault"]:
        case "ok":
            say(answer)
        case "progress":
            say(*(progress(message, step) for step in (1, 2, 3)), answer)
        case "slow":
            later(arguments["delay"], answer)
        case "big":
            say(result(message, filler="x" * 1_000_000))
        case "rpc-error":
            say(rpc_error(message))
        case "wrong-id":
            say(result({**message, "id": "nobody's"}))
        case "idless-error":
            say(b'{"jsonrpc":"2.0","error":{"code":-32000,"message":"no id"}}')
        case "silent":
            pass
        case "noise":
            say(b"Starting up...", b"", b"   ", b"{broken", b"[]", b"null", answer)
        case "bytes":
            say(b"\xff\xfe\x00\x80 not text", b'{"jsonrpc":"2.0","method":"\xff"}', answer)
        case "cut-line":
            say(b'{"jsonrpc":"2.0","id":1,"res', answer)
        case "batch":
            say(b"[" + answer + b"]")
        case "crlf":
            say(answer, end=b"\r\n")
        case "server-request":
            say(b'{"jsonrpc":"2.0","id":7,"method":"ping"}')
            say(b'{"jsonrpc":"2.0","id":8,"method":"sampling/createMessage","params":{}}', answer)
        case "twice":
            say(answer, answer)
        case "stderr-flood":
            for _ in range(200):
                os.write(2, b"a line of a talkative server that nobody asked for\n" * 50)
            say(answer)
        case "slow-line":
            half = len(answer) // 2
            with _writing:
                os.write(1, answer[:half])
                time.sleep(0.05)
                os.write(1, answer[half:] + b"\n")
        case "exit":
            os._exit(3)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "half-line-exit":
            os.write(1, answer[:-5])
            os._exit(0)
        case "close-stdout":
            # Closed before the next call is read, and it goes on: only its parent can end it.
            os.close(1)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(60)
        case other:
            raise ValueError(other)


def main() -> None:
    with open(sys.argv[1], "a", buffering=1) as log:
        for line in sys.stdin.buffer:
            message = json.loads(line)
            if message.get("method") in HANDSHAKE:
                answer = {"jsonrpc": "2.0", "id": message["id"], "result": HANDSHAKE[message["method"]]}
                say(json.dumps(answer).encode())
            elif message.get("method") == "tools/call":
                log.write(message["params"]["arguments"]["nonce"] + "\n")
                call(message)
            elif "id" in message and "method" in message:
                answer = {"jsonrpc": "2.0", "id": message["id"], "error": {"code": -32601, "message": "no"}}
                say(json.dumps(answer).encode())


if __name__ == "__main__":
    main()
