"""An MCP server over stdio that insists on its own era. Needs nothing but the standard library.

    strict_server.py FOLDER legacy     answers nothing but initialize before notifications/initialized came
    strict_server.py FOLDER abrupt     as legacy, and ends when its first message is not initialize
    strict_server.py FOLDER modern     speaks 2026-07-28 only, and refuses requests without its `_meta`

Every message that it receives is a line of FOLDER/received; FOLDER/starts has a process id a line.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

VERSION = "io.modelcontextprotocol/protocolVersion"
CAPABILITIES = "io.modelcontextprotocol/clientCapabilities"
INFO = {"name": "strict", "version": "1.0.0"}
FRESH = {"ttlMs": 1, "cacheScope": "public"}
TOOLS = [{"name": "whoami", "inputSchema": {"type": "object"}}]


class Refusal(Exception):
    def __init__(self, code: int, message: str, data: object = None):
        self.error = {"code": code, "message": message, **({"data": data} if data else {})}


def text(value: str) -> dict:
    return {"content": [{"type": "text", "text": value}]}


def work(method: str, params: dict) -> dict:
    if method == "tools/list":
        return {"tools": TOOLS}
    if method == "tools/call":
        if params.get("name") == "ask":
            return {"resultType": "input_required", "requestState": "x"}
        return text(f"pid {os.getpid()}")
    raise Refusal(-32601, f"Method not found: {method}")


def modern(method: str, params: dict) -> dict:
    """The result of a request of 2026-07-28; for HTTP the caller has looked at the headers."""
    meta = params.get("_meta") or {}
    if VERSION not in meta or CAPABILITIES not in meta:
        raise Refusal(-32602, "missing _meta fields")
    if meta[VERSION] != "2026-07-28":
        versions = {"supported": ["2026-07-28"], "requested": meta[VERSION]}
        raise Refusal(-32022, "Unsupported protocol version", versions)
    own = {"resultType": "complete", "_meta": {"io.modelcontextprotocol/serverInfo": INFO}}
    if method == "server/discover":
        versions = {"supportedVersions": ["2026-07-28"], "capabilities": {"tools": {"listChanged": True}}}
        return {**own, **versions, "instructions": "modern", **FRESH}
    return {**own, **(FRESH if method == "tools/list" else {}), **work(method, params)}


class Legacy:
    """A session of 2025-11-25."""

    def __init__(self, abrupt: bool):
        self.abrupt = abrupt
        self.state = "fresh"

    def answer(self, message: dict) -> dict | None:
        """None: it is silent."""
        method = message["method"]
        if self.state == "fresh":
            if method != "initialize":
                if self.abrupt:
                    sys.exit(1)
                return None
            self.state = "opened"
            version = message["params"]["protocolVersion"]
            result = {"protocolVersion": version, "capabilities": {"tools": {"listChanged": True}, "logging": {}}}
            return {**result, "serverInfo": INFO, "instructions": "legacy"}
        if method == "initialize":
            raise Refusal(-32600, "already initialized")
        if method == "notifications/initialized":
            self.state = "ready"
        if self.state != "ready":
            return None
        return work(method, message.get("params") or {})


def main() -> None:
    folder, mode = Path(sys.argv[1]), sys.argv[2]
    with (folder / "starts").open("a") as starts:
        starts.write(f"{os.getpid()}\n")
    legacy = Legacy(mode == "abrupt")
    with (folder / "received").open("ab", buffering=0) as received:
        for line in sys.stdin.buffer:
            received.write(line)
            message = json.loads(line)
            try:
                if mode == "modern":
                    result = modern(message["method"], message.get("params") or {}) if "id" in message else None
                else:
                    result = legacy.answer(message)
                answer = {"result": result}
            except Refusal as refusal:
                answer = {"error": refusal.error}
            if "id" in message and answer != {"result": None}:
                print(json.dumps({"jsonrpc": "2.0", "id": message["id"], **answer}), flush=True)


if __name__ == "__main__":
    main()
