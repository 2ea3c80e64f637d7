"""--pid.file: exclusive, private, and gone with the process."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from controlplane import ControlPlane
from harness.process import Launcher


def test_row_22_the_pid_file_comes_and_goes_with_the_process(
    plane: ControlPlane, launcher: Launcher, tmp_path: Path
) -> None:
    """dataplane 28 row 22, LC-06, operator 7.6: the number and a line end, 0600, removed on a clean stop."""
    path = tmp_path / "client.pid"
    tunnel = launcher.run(plane, "--embedded-mcp-stub", "--pid.file", str(path))
    tunnel.wait_ready()
    assert path.read_text() == f"{tunnel.child.pid}\n"
    assert path.stat().st_mode & 0o777 == 0o600
    tunnel.stop()
    assert not path.exists()


def test_row_22_a_second_client_is_refused_and_a_dead_one_is_no_obstacle(
    plane: ControlPlane, launcher: Launcher, tmp_path: Path
) -> None:
    """dataplane 28 row 22, operator W-23: the error names the holder; after SIGKILL the file is stale."""
    path = tmp_path / "client.pid"
    first = launcher.run(plane, "--embedded-mcp-stub", "--pid.file", str(path))
    first.wait_ready()
    refused = launcher.to_end(
        *("run", "--control-plane.tunnel-id", "tunnel_" + "0" * 32, "--embedded-mcp-stub"),
        *("--health.listen-addr", "127.0.0.1:0", "--pid.file", str(path)),
    )
    assert refused.code == 1
    assert str(first.child.pid) in refused.complaint and str(path) in refused.complaint
    assert path.read_text() == f"{first.child.pid}\n"
    first.kill()
    assert path.exists()
    # A process with that number lives again: still stale.
    path.write_text(f"{os.getpid()}\n")
    second = launcher.run(plane, "--embedded-mcp-stub", "--pid.file", str(path))
    second.wait_ready()
    assert path.read_text() == f"{second.child.pid}\n"


def test_a_file_that_is_not_ours_any_more_stays(plane: ControlPlane, launcher: Launcher, tmp_path: Path) -> None:
    path = tmp_path / "client.pid"
    tunnel = launcher.run(plane, "--embedded-mcp-stub", "--pid.file", str(path))
    tunnel.wait_ready()
    path.unlink()
    path.write_text("1\n")
    tunnel.stop(signal.SIGINT)
    assert path.read_text() == "1\n"
