"""Word to a service manager over NOTIFY_SOCKET (sd_notify(3))."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest
from controlplane import ControlPlane
from harness.http import free_port
from harness.process import Launcher, environment
from harness.waiting import wait_until


class Manager:
    """A socket of a service manager, on a path or with an abstract name."""

    def __init__(self, name: str):
        self.name = name
        self.messages: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind("\0" + name[1:] if name.startswith("@") else name)
        self._socket.setblocking(False)

    def receive(self) -> list[str]:
        while True:
            try:
                self.messages.append(self._socket.recv(65536).decode())
            except BlockingIOError:
                return self.messages

    def lines(self) -> list[str]:
        return [line for message in self.receive() for line in message.split("\n")]

    def wait_for(self, line: str) -> None:
        wait_until(lambda: line in self.lines(), f"{line} in {self.messages}")

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path):
    name = str(tmp_path / "notify") if request.param == "path" else f"@tunnel-client-test-{os.getpid()}"
    manager = Manager(name)
    yield manager
    manager.close()


def test_ready_once_then_stopping(plane: ControlPlane, launcher: Launcher, manager: Manager) -> None:
    """READY=1 comes with the first /readyz 200, STOPPING=1 with the signal."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub", env=environment(NOTIFY_SOCKET=manager.name))
    manager.wait_for("READY=1")
    assert tunnel.get("/readyz")[0] == 200
    manager.wait_for("STATUS=ready")
    assert "WATCHDOG=1" not in manager.lines()
    tunnel.stop()
    lines = manager.lines()
    assert lines.count("READY=1") == 1
    assert lines.index("READY=1") < lines.index("STOPPING=1")
    assert any(line.startswith("EXTEND_TIMEOUT_USEC=") for line in lines)


def test_status_says_why_it_is_not_ready(plane: ControlPlane, launcher: Launcher, manager: Manager) -> None:
    url = f"http://127.0.0.1:{free_port()}/mcp"
    launcher.run(plane, "--mcp.server-url", url, env=environment(NOTIFY_SOCKET=manager.name))
    wait_until(
        lambda: any(line.startswith("STATUS=mcp probe failed: ") for line in manager.lines()), "the reason"
    )
    assert "READY=1" not in manager.lines()


def test_the_watchdog_hears_of_it_at_half_its_time(
    plane: ControlPlane, launcher: Launcher, manager: Manager
) -> None:
    """WATCHDOG_USEC; a process that hangs falls silent (here: it is stopped by a signal)."""
    tunnel = launcher.run(
        plane, "--embedded-mcp-stub", env=environment(NOTIFY_SOCKET=manager.name, WATCHDOG_USEC="200000")
    )
    wait_until(lambda: manager.lines().count("WATCHDOG=1") >= 3, "three signs of life")
    tunnel.stop()


def test_a_reload_is_announced(plane: ControlPlane, launcher: Launcher, manager: Manager) -> None:
    """Type=notify-reload: RELOADING=1 with the time, READY=1 behind it."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub", env=environment(NOTIFY_SOCKET=manager.name))
    manager.wait_for("READY=1")
    tunnel.child.send_signal(signal.SIGHUP)
    wait_until(lambda: manager.lines().count("READY=1") == 2, "the end of the reload")
    lines = manager.lines()
    assert lines[lines.index("RELOADING=1") + 1].startswith("MONOTONIC_USEC=")
