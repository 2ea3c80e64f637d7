"""The operator's endpoints on a Unix socket."""

from __future__ import annotations

import base64
import socket
from pathlib import Path

from controlplane import ControlPlane
from harness.process import Launcher, Tunnel, read_if_there


def run(plane: ControlPlane, launcher: Launcher, path: Path) -> Tunnel:
    return launcher.run(plane, "--embedded-mcp-stub", "--health.unix-socket", str(path))


def get(path: Path, target: str) -> bytes:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(str(path))
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while part := connection.recv(65536):
            answer += part
        return answer


def test_row_22_a_private_socket_and_a_url_that_holds_its_path(
    plane: ControlPlane, launcher: Launcher, tmp_path: Path
) -> None:
    """A-092, A-094, dataplane 28 row 22, HE-05, operator W-33: 0600; http+unix:// and the path in base64url without padding."""
    path = tmp_path / "run" / "health.sock"
    tunnel = run(plane, launcher, path)
    url = tunnel.watch(lambda: read_if_there(tunnel.health_file), "the URL file")
    assert tunnel.health_file.stat().st_mode & 0o777 == 0o600
    assert url == "http+unix://" + base64.urlsafe_b64encode(str(path).encode()).decode().rstrip("=")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert get(path, "/healthz").endswith(b"live")
    # Its peers are on this machine by nature.
    assert get(path, "/health").startswith(b"HTTP/1.1 200")
    tunnel.stop()
    assert not path.exists() and not tunnel.health_file.exists()


def test_row_22_a_dead_socket_is_replaced_and_a_living_one_is_not(
    plane: ControlPlane, launcher: Launcher, tmp_path: Path
) -> None:
    """A-093, dataplane 28 row 22, HE-04: stale sockets are removed; one that accepts is an error that names the way out."""
    path = tmp_path / "health.sock"
    first = run(plane, launcher, path)
    first.watch(lambda: read_if_there(first.health_file), "the URL file")
    refused = launcher.to_end(
        *("run", "--control-plane.tunnel-id", "tunnel_" + "0" * 32, "--embedded-mcp-stub"),
        *("--health.unix-socket", str(path)),
    )
    assert refused.code == 1 and "in use" in refused.complaint and "--health.unix-socket" in refused.complaint
    first.kill()
    assert path.exists()
    second = run(plane, launcher, path)
    second.watch(lambda: read_if_there(second.health_file), "the URL file")
    assert get(path, "/healthz").endswith(b"live")


def test_a_file_in_the_way_is_left_alone(launcher: Launcher, tmp_path: Path) -> None:
    """dataplane HE-04: an existing path that is no socket is an error."""
    path = tmp_path / "health.sock"
    path.write_text("precious")
    refused = launcher.to_end(
        *("run", "--control-plane.tunnel-id", "tunnel_" + "0" * 32, "--embedded-mcp-stub"),
        *("--health.unix-socket", str(path)),
    )
    assert refused.code == 1 and str(path) in refused.complaint
    assert path.read_text() == "precious"
