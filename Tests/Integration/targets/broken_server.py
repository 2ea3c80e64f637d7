"""An MCP server over HTTP on raw sockets: a test spells the bytes of each answer, and when the connection breaks."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable

from .raw import handshake

Respond = Callable[["Peer", bytes], None]


class Peer:
    """One connection of the client."""

    def __init__(self, connection: socket.socket):
        self.socket = connection

    def send(self, *parts: bytes) -> None:
        self.socket.sendall(b"".join(parts))

    def answer(self, body: bytes, status: str = "200 OK", media_type: str = "application/json") -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.send(head.encode(), body)

    def stream(self, *events: bytes, ends: bool = True) -> None:
        """An event stream with these data; without its end it stays open."""
        self.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        for data in events:
            event = b"data: " + data + b"\n\n"
            self.send(b"%x\r\n%b\r\n" % (len(event), event))
        if ends:
            self.send(b"0\r\n\r\n")

    def close(self) -> None:
        self.socket.close()

    def reset(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


class BrokenServer:
    """Calls `respond` for each POST that is not part of the handshake; `calls` are their bodies."""

    def __init__(self, respond: Respond):
        self.respond = respond
        self.calls: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/mcp"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        peer, received = Peer(connection), b""
        try:
            while True:
                while b"\r\n\r\n" not in received:
                    received += _some(connection)
                head, received = received.split(b"\r\n\r\n", 1)
                length = _content_length(head)
                while len(received) < length:
                    received += _some(connection)
                body, received = received[:length], received[length:]
                self._one(peer, head, body)
        except OSError:
            connection.close()

    def _one(self, peer: Peer, head: bytes, body: bytes) -> None:
        if not head.startswith(b"POST"):
            peer.answer(b"", "405 Method Not Allowed")
        elif not body:  # The client asks whether a token is wanted.
            peer.answer(b"", "400 Bad Request")
        elif opening := handshake(body):
            peer.answer(opening)
        else:
            self.calls.append(body)
            self.respond(peer, body)


def _some(connection: socket.socket) -> bytes:
    piece = connection.recv(65536)
    if not piece:
        raise ConnectionResetError
    return piece


def _content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0
