"""Fixtures: the binary under test, its launcher, the scripted control plane, the MCP servers behind it."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from controlplane import ControlPlane
from harness.process import Launcher
from targets.http_server import HTTPTarget

REPOSITORY = Path(__file__).resolve().parents[2]
STDIO_SERVER = Path(__file__).parent / "targets" / "stdio_server.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first, so that a second worker runs everything else meanwhile."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def binary_path() -> Path:
    return Path(os.environ.get("TUNNEL_CLIENT_BIN") or REPOSITORY / ".build/debug/tunnel-client").absolute()


def pytest_configure(config: pytest.Config) -> None:
    """Without the binary there is nothing to test; that is an error, not a skip."""
    if not os.access(binary_path(), os.X_OK):
        raise pytest.UsageError(
            f"no tunnel-client at {binary_path()}: run swift build, or set TUNNEL_CLIENT_BIN"
        )


@pytest.fixture(scope="session")
def binary() -> Path:
    return binary_path()


@pytest.fixture
def launcher(binary: Path, tmp_path: Path) -> Iterator[Launcher]:
    """Stops what still runs, and asserts that it stops within two seconds with exit code 0."""
    launcher = Launcher(binary, tmp_path)
    try:
        yield launcher
        launcher.stop_all()
    finally:
        launcher.kill_all()


@pytest.fixture
def plane() -> Iterator[ControlPlane]:
    """A scripted control plane; at the end every command must have exactly one terminal answer."""
    plane = ControlPlane()
    try:
        yield plane
        plane.check_every_command_was_answered_once()
    finally:
        plane.close()


@pytest.fixture
def http_target() -> Iterator[HTTPTarget]:
    target = HTTPTarget()
    yield target
    target.close()


@dataclass(frozen=True)
class StdioTarget:
    """The scripted stdio server's command and the folder through which a test talks to it."""

    folder: Path

    @property
    def command(self) -> str:
        return shlex.join([sys.executable, str(STDIO_SERVER), str(self.folder)])

    @property
    def received(self) -> list[bytes]:
        """All complete lines it got, without the handshake."""
        path = self.folder / "received"
        lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
        return [line for line in lines if b'"tools/call"' in line or b'"tools/list"' in line]

    @property
    def starts(self) -> list[int]:
        path = self.folder / "starts"
        return [int(line) for line in path.read_text().splitlines()] if path.exists() else []

    def template(self, answer: bytes) -> None:
        (self.folder / "template").write_bytes(answer)

    def release(self) -> None:
        (self.folder / "release").touch()


@pytest.fixture
def stdio_target(tmp_path: Path) -> StdioTarget:
    folder = tmp_path / "stdio-server"
    folder.mkdir()
    return StdioTarget(folder)


@pytest.fixture(params=["http", "stdio"])
def target_flags(request: pytest.FixtureRequest) -> list[str]:
    """The flags for one MCP server that answers every call, once over each bundled transport."""
    if request.param == "http":
        return ["--mcp.server-url", request.getfixturevalue("http_target").url]
    return ["--mcp.command", request.getfixturevalue("stdio_target").command]
