"""JSON-RPC messages as bytes."""

from __future__ import annotations

import itertools
import json

_numbers = itertools.count(1)


def request(method: str, params: dict | None = None, id: object = None) -> bytes:
    message = {"jsonrpc": "2.0", "id": next(_numbers) if id is None else id, "method": method}
    return json.dumps({**message, "params": params or {}}).encode()


def tools_call(tool: str, **arguments: object) -> bytes:
    return request("tools/call", {"name": tool, "arguments": arguments})


def notification(method: str, params: dict | None = None) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "method": method, "params": params or {}}).encode()
