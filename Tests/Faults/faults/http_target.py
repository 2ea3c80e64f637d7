"""The faulty MCP server over Streamable HTTP: each call names its own fault."""

from __future__ import annotations

import asyncio
import json

from .command import Command
from .wire import Connection, Request, Server, chunk, head, response

SSE = {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"}
HTML = {"Content-Type": "text/html"}
PAGE = b"<html><body>no MCP here</body></html>"


def result(message: dict, **more: object) -> bytes:
    """The answer that belongs to exactly this call."""
    content = {"nonce": message["params"]["arguments"]["nonce"], **more}
    return json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": content}).encode()


def rpc_error(message: dict) -> bytes:
    error = {"code": -32004, "message": "chosen", "data": {"nonce": message["params"]["arguments"]["nonce"]}}
    return json.dumps({"jsonrpc": "2.0", "id": message["id"], "error": error}).encode()


def progress(message: dict, step: int) -> bytes:
    meta, nonce = message["params"]["_meta"], message["params"]["arguments"]["nonce"]
    params = {"progressToken": meta["progressToken"], "progress": step, "nonce": nonce}
    return json.dumps({"jsonrpc": "2.0", "method": "notifications/progress", "params": params}).encode()


def event(data: bytes) -> bytes:
    return b"event: message\ndata: " + data + b"\n\n"


HANDSHAKE = {
    "initialize": {
        "protocolVersion": "2025-06-18",
        "capabilities": {"tools": {}},
        "serverInfo": {"name": "faulty", "version": "1"},
    },
    "ping": {},
}


class HTTPTarget(Server):
    def __init__(self, commands: dict[str, Command]):
        super().__init__()
        # By nonce.
        self.commands = commands
        # Every call hangs from now on.
        self.hangs = False

    async def serve(self, connection: Connection, request: Request) -> None:
        if request.method == "DELETE":
            return await connection.reply(204)
        if request.method != "POST":
            return await connection.reply(405)
        body = await connection.body(request)
        if not body:
            # Asks for a challenge (dataplane OA-03).
            return await connection.reply(400)
        message = json.loads(body)
        if message.get("method") in HANDSHAKE:
            answer = {"jsonrpc": "2.0", "id": message["id"], "result": HANDSHAKE[message["method"]]}
            return await connection.reply(200, json.dumps(answer).encode())
        if message.get("method") == "server/discover":
            answer = {"jsonrpc": "2.0", "id": message["id"], "error": {"code": -32601, "message": "no"}}
            return await connection.reply(200, json.dumps(answer).encode())
        if "id" not in message or "method" not in message:
            self._count(message.get("params") or message.get("result") or {})
            return await connection.reply(202)
        arguments = message["params"]["arguments"]
        self._count(arguments)
        if self.hangs:
            await asyncio.sleep(60)
        await self._call(connection, message, arguments["fault"], arguments["delay"])

    def _count(self, holder: dict) -> None:
        if command := self.commands.get(holder.get("nonce", "")):
            command.calls += 1
            command.note("the HTTP server has it")

    async def _call(self, connection: Connection, message: dict, fault: str, delay: float) -> None:
        answer = result(message)
        if fault.startswith(("sse", "trickled-sse", "hang-sse")):
            await self._stream(connection, message, fault, delay)
            return
        match fault:
            case "json":
                await connection.reply(200, answer)
            case "slow":
                await asyncio.sleep(delay)
                await connection.reply(200, answer)
            case "trickled-json":
                await connection.trickle(response(200, answer), delay)
            case "big":
                await connection.reply(200, result(message, filler="x" * 1_000_000))
            case "rpc-error":
                await connection.reply(200, rpc_error(message))
            case "preserved-404" | "preserved-500":
                await connection.reply(int(fault[-3:]), rpc_error(message))
            case "html-200" | "html-401" | "html-429" | "html-503":
                await connection.reply(int(fault[-3:]), PAGE, HTML)
            case "cut-500":
                await connection.write(response(500, b'{"jsonrpc":', {"Content-Length": "4000"}))
                connection.close()
            case "redirect":
                await connection.reply(307, b"", {"Location": f"http://127.0.0.1:{self.port}/elsewhere"})
            case "status-202" | "status-204":
                await connection.reply(int(fault[-3:]))
            case "empty-200":
                await connection.reply(200)
            case "wrong-id":
                await connection.reply(200, result({**message, "id": "nobody's"}))
            case "idless-error":
                await connection.reply(200, b'{"jsonrpc":"2.0","error":{"code":-32000,"message":"no id"}}')
            case "broken-json":
                await connection.reply(200, answer[:-3])
            case "batch":
                await connection.reply(200, b"[" + answer + b"]")
            case "cut-json":
                await connection.write(response(200, answer[:20], {"Content-Length": str(len(answer))}))
                connection.close()
            case "cut-chunk":
                chunked = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
                await connection.write(head(200, chunked) + chunk(answer[:20]) + b"%x\r\n" % len(answer))
                connection.close()
            case "reset-head" | "reset-body":
                # The head of the answer is not even begun; the whole call has been read, or it could be sent again.
                connection.reset()
            case "fin":
                connection.close()
            case "cut-head":
                await connection.write(b"HTTP/1.1 200 OK\r\nContent-Ty")
                connection.close()
            case "garbage":
                await connection.write(b"\x00\x01\x02 this is not HTTP\r\n\r\n")
                connection.close()
            case "hang":
                await asyncio.sleep(60)
            case _:
                raise ValueError(fault)

    async def _stream(self, connection: Connection, message: dict, fault: str, delay: float) -> None:
        answer = event(result(message))
        steps = [event(progress(message, step)) for step in (1, 2, 3)]
        await connection.write(head(200, SSE))

        async def send(*events: bytes) -> None:
            for data in events:
                await connection.write(chunk(data))

        match fault:
            case "sse":
                await send(answer)
            case "sse-progress":
                await send(*steps, answer)
            case "trickled-sse":
                await connection.trickle(b"".join(map(chunk, (*steps[:2], answer))), delay, 40)
            case "hang-sse":
                await send(steps[0])
                await asyncio.sleep(60)
            case "sse-end":
                await send(steps[0])
            case "sse-reset":
                await send(steps[0])
                await asyncio.sleep(0.05)
                return connection.reset()
            case "sse-garbage":
                await send(event(b"{not json"), event(b"[1,2]"), b"lonely\n\n", answer)
            case "sse-only-garbage":
                await send(event(b"{not json"))
            case "sse-stray":
                await send(event(result({**message, "id": "nobody's"})), answer)
            case "sse-server-request":
                await send(event(b'{"jsonrpc":"2.0","id":"server-1","method":"ping"}'), answer)
            case "sse-odd-framing":
                text = b"\xef\xbb\xbf: comment\r\rretry: 5\r\r" + steps[0].replace(b"\n", b"\r") + answer
                for start in range(0, len(text), 7):
                    await send(text[start : start + 7])
            case "sse-twice":
                await send(answer, answer, event(progress(message, 9)))
            case _:
                raise ValueError(fault)
        await connection.write(b"0\r\n\r\n")
