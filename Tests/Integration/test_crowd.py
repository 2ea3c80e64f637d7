"""Probes of a client whose listener has more connections than places (W-34)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from controlplane import ControlPlane
from harness.process import Launcher, Tunnel

DESCRIPTORS = 256
# The listener takes half of the descriptors for its connections, and has some places more for probes.
PLACES = DESCRIPTORS // 2
UNFINISHED = b"POST /api/requests/replay HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"


@pytest.fixture
def narrow(binary: Path, tmp_path: Path) -> Iterator[Launcher]:
    """Starts clients that may not open many descriptors."""
    wrapper = tmp_path / "narrow"
    wrapper.write_text(f'#!/bin/sh\nulimit -n {DESCRIPTORS}\nexec "{binary}" "$@"\n')
    wrapper.chmod(0o755)
    launcher = Launcher(wrapper, tmp_path)
    try:
        yield launcher
        launcher.stop_all()
    finally:
        launcher.kill_all()


@contextmanager
def connections(tunnel: Tunnel, count: int, sending: bytes) -> Iterator[None]:
    """All of them are open, and have said this."""
    url = urlsplit(tunnel.health_url)
    with ExitStack() as stack:
        for _ in range(count):
            connection = stack.enter_context(socket.create_connection((url.hostname, url.port), timeout=10))
            connection.sendall(sending)
            if sending:
                # The server has begun to read the request.
                assert connection.recv(100).startswith(b"HTTP/1.1 100")
        yield


def test_probes_are_answered_whoever_holds_the_connections(plane: ControlPlane, narrow: Launcher) -> None:
    tunnel = narrow.run(plane, "--embedded-mcp-stub")
    tunnel.wait_ready()
    with connections(tunnel, PLACES + 10, b""):
        for path in ("/healthz", "/readyz", "/api/status"):
            assert tunnel.get(path)[0] == 200, f"{path} with silent connections"
    with connections(tunnel, PLACES, UNFINISHED):
        for _ in range(3):
            for path, status in (("/healthz", 200), ("/readyz", 200), ("/api/status", 503)):
                assert tunnel.get(path)[0] == status, f"{path} with connections at work"
    tunnel.watch(lambda: tunnel.get("/api/status")[0] == 200, "places again")
