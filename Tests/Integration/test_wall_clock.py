"""The wall clock of the machine is set: nothing that waits is early, late or lost."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest
from conftest import StdioTarget
from controlplane import ControlPlane, Fault
from harness.process import Launcher, environment
from harness.rpc import tools_call

SOURCE = Path(__file__).parent / "targets/wall_clock.c"
DAY = 86_400


@pytest.mark.parametrize("jump", [-DAY, DAY], ids=["back", "forward"])
def test_a_clock_that_jumps(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher, tmp_path: Path, jump: int
) -> None:
    """dataplane DEC-01, TO-02: deadlines, waits and retries are monotonic."""
    library, shift = tmp_path / "wall_clock.so", tmp_path / "shift"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)
    shift.write_text("0")
    env = environment(LD_PRELOAD=str(library), WALL_CLOCK_SHIFT=str(shift))
    tunnel = launcher.run(plane, "--mcp.command", stdio_target.command, env=env)
    tunnel.wait_ready()
    # One call in the child, one answer between two attempts, one deadline running.
    held = plane.send(tools_call("hold"), response_timeout="20s")
    expires = plane.send(tools_call("hold"), response_timeout="2s")
    plane.post_faults = [Fault(503, {"Retry-After": "1"})]
    waits = plane.send(tools_call("echo"))
    plane.wait_for_posts(waits, 1)
    shift.write_text(str(jump))
    asked = time.monotonic()
    assert plane.answer(waits).at - plane.posts_for(waits)[0].at > 0.95
    assert plane.answer(plane.send(tools_call("echo")))
    assert tunnel.get("/readyz")[0] == 200
    time.sleep(max(0.0, 2.2 - (time.monotonic() - asked)))  # the deadline of the second call
    stdio_target.release()
    assert plane.answer(held).envelope["resp_code"] == 200
    assert plane.posts_for(expires) == []
    plane.sent.remove(expires)
