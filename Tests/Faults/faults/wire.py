"""HTTP/1.1 on raw connections that can break in every phase."""

from __future__ import annotations

import asyncio
import socket
import struct
from dataclasses import dataclass

REASONS = {200: "OK", 204: "No Content", 404: "Not Found", 429: "Too Many Requests", 503: "Service Unavailable"}


class Gone(Exception):
    """The connection is over, by whoever's doing."""


@dataclass
class Request:
    method: str
    target: str
    headers: list[tuple[str, str]]

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


class Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.reader, self.writer = reader, writer

    async def request(self) -> Request | None:
        """The head of the next request; None at the end of the connection."""
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        first, *lines = head[:-4].decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        return Request(method, target, headers)

    async def body(self, request: Request) -> bytes:
        if (request.header("expect") or "").lower() == "100-continue":
            await self.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        try:
            if "chunked" in (request.header("transfer-encoding") or ""):
                return await self._chunks()
            return await self.reader.readexactly(int(request.header("content-length") or 0))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise Gone from error

    async def _chunks(self) -> bytes:
        whole = b""
        while size := int(await self.reader.readline(), 16):
            whole += await self.reader.readexactly(size)
            await self.reader.readline()
        await self.reader.readline()
        return whole

    @property
    def is_gone(self) -> bool:
        return self.reader.at_eof() or self.reader.exception() is not None or self.writer.is_closing()

    async def write(self, data: bytes) -> None:
        if self.is_gone:
            raise Gone
        try:
            self.writer.write(data)
            await self.writer.drain()
        except ConnectionError as error:
            raise Gone from error

    async def reply(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        await self.write(response(status, body, headers))

    async def trickle(self, data: bytes, seconds: float, pieces: int = 8) -> None:
        size = max(1, len(data) // pieces)
        for start in range(0, len(data), size):
            await self.write(data[start : start + size])
            await asyncio.sleep(seconds / pieces)

    async def close_and_listen(self) -> Request | None:
        """Closes; the head of a request that was on its way, which nobody will answer."""
        try:
            self.writer.write_eof()
            return await asyncio.wait_for(self.request(), 0.2)
        except (OSError, TimeoutError):
            return None
        finally:
            self.writer.close()

    def reset(self) -> None:
        """RST instead of FIN, whatever is on its way."""
        raw = self.writer.get_extra_info("socket")
        if raw is not None and raw.fileno() >= 0:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def close(self) -> None:
        self.writer.close()


def head(status: int, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}", *(f"{k}: {v}" for k, v in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def response(status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> bytes:
    given = {"Content-Type": "application/json", **(headers or {})}
    if status != 204:
        given.setdefault("Content-Length", str(len(body)))
    return head(status, given) + body


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


class Server:
    """Serves connections on one loopback port; can go down and come back on it."""

    def __init__(self) -> None:
        self.port = 0
        self._connections: set[Connection] = set()
        self._tasks: set[asyncio.Task] = set()
        self._server: asyncio.Server | None = None

    async def up(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        self._server = await asyncio.start_server(self._accept, sock=listener, limit=1 << 26, backlog=512)

    def down(self) -> None:
        """Refuses from now on, and resets what is open."""
        if self._server:
            self._server.close()
            self._server = None
        for connection in list(self._connections):
            connection.reset()

    @property
    def is_up(self) -> bool:
        return self._server is not None

    async def serve(self, connection: Connection, request: Request) -> None:
        raise NotImplementedError

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(reader, writer)
        self._connections.add(connection)
        try:
            while self.is_up and (request := await connection.request()):
                await self.serve(connection, request)
                if connection.writer.is_closing():
                    break
        except (Gone, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(connection)
            writer.close()
