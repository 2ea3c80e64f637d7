"""What the HTTP and the stdio target have in common: answers spelled byte for byte.

An answer is a template in which `%ID%` stands for the raw id of the request, so that a test decides on every
other byte. Needs nothing but the standard library: the stdio target runs as a script.
"""

from __future__ import annotations

import json

MCP_INITIALIZE = (
    b'{"jsonrpc":"2.0","id":%ID%,"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},'
    b'"serverInfo":{"name":"scripted","version":"1.0.0"}}}'
)
METHOD_NOT_FOUND = b'{"jsonrpc":"2.0","id":%ID%,"error":{"code":-32601,"message":"Method not found"}}'
PROGRESS = (
    b'{"jsonrpc":"2.0","method":"notifications/progress",'
    b'"params":{"progressToken":"quiet","progress":%d,"total":2}}'
)
DONE = b'{"jsonrpc":"2.0","id":%ID%,"result":{"content":[{"type":"text","text":"done"}]}}'


def raw_id(message: bytes) -> bytes | None:
    """The id token as it is spelled. The tests' ids are numbers and plain strings, so this is exact."""
    parsed = json.loads(message, parse_int=_Spelled, parse_float=_Spelled)
    value = parsed.get("id")
    if value is None:
        return None
    return (value if isinstance(value, _Spelled) else json.dumps(value)).encode()


class _Spelled(str):
    """A number as the text that it was."""


def fill(template: bytes, identifier: bytes | None) -> bytes:
    return template.replace(b"%ID%", identifier or b"null", 1)


def handshake(message: bytes) -> bytes | None:
    """The answer to the methods that every MCP client may open with, or None."""
    method = json.loads(message).get("method")
    if method == "initialize":
        return fill(MCP_INITIALIZE, raw_id(message))
    if method == "server/discover":
        return fill(METHOD_NOT_FOUND, raw_id(message))
    if method == "ping":
        return fill(b'{"jsonrpc":"2.0","id":%ID%,"result":{}}', raw_id(message))
    return None
