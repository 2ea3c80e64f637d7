"""A stdio child that breaks without dying by itself: its calls end, and it is replaced."""

from __future__ import annotations

import os
import shlex
import sys
import textwrap
import time
from pathlib import Path

import pytest
from controlplane import ControlPlane
from harness.process import Launcher
from harness.rpc import tools_call
from harness.waiting import wait_until

PRELUDE = f"""
import json, os, signal, sys, time
sys.path.insert(0, {str(Path(__file__).parent)!r})
from targets.raw import handshake
def say(line):
    os.write(1, line + b"\\n")
def answer(line):
    result = {{"pid": os.getpid()}}
    say(json.dumps({{"jsonrpc": "2.0", "id": json.loads(line)["id"], "result": result}}).encode())
def calls():
    for line in sys.stdin:
        if opening := handshake(line.encode()):
            say(opening)
        elif '"tools/call"' in line:
            yield line
"""


@pytest.fixture
def child(tmp_path: Path):
    """The command of a child that runs this program; `pid` is written to a file by each start."""

    def write(body: str) -> str:
        program = tmp_path / "child.py"
        note = f"open({str(tmp_path / 'pids')!r}, 'a').write(f'{{os.getpid()}}\\n')\n"
        program.write_text(PRELUDE + note + textwrap.dedent(body))
        return shlex.join([sys.executable, str(program)])

    write.pids = lambda: [int(line) for line in (tmp_path / "pids").read_text().split()]  # type: ignore[attr-defined]
    return write


def is_alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_child_that_closes_its_output(plane: ControlPlane, child, launcher: Launcher) -> None:
    """dataplane ST-06, W-37, W-38: it can answer nothing any more: its calls end, it is ended, another takes over."""
    command = child(
        """
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for line in calls():
            if "closes" in line:
                os.close(1)
                time.sleep(60)
            answer(line)
        """
    )
    tunnel = launcher.run(plane, "--mcp.command", command)
    failed = plane.answer(plane.send(tools_call("closes")))
    assert (failed.failure["source"], failed.envelope["resp_code"]) == ("transport_closed", 502)
    wait_until(lambda: len(child.pids()) == 2, "another child")
    tunnel.wait_ready()
    assert plane.answer(plane.send(tools_call("echo"))).message["result"]["pid"] == child.pids()[1]
    assert not is_alive(child.pids()[0])


def test_a_child_that_floods_its_standard_error(plane: ControlPlane, child, launcher: Launcher) -> None:
    """dataplane ST-03, W-13: a talkative child is not blocked, does not grow the client, and others do not notice."""
    command = child(
        """
        for line in calls():
            for _ in range(40):
                os.write(2, b"x" * 50_000)
                os.write(2, b"talk\\n" * 10_000)
            answer(line)
        """
    )
    tunnel = launcher.run(plane, "--embedded-mcp-stub", "--mcp.command", f"channel=side,command={command}")
    tunnel.wait_ready()
    before = rss_mib(tunnel.child.pid)
    flood = plane.send(tools_call("echo"), channel="side")
    slowest = 0.0
    while not plane.accepted_for(flood):
        asked = time.monotonic()
        slowest = max(slowest, plane.answer(plane.send(tools_call("echo", input="x"))).at - asked)
    assert plane.answer(flood).envelope["resp_code"] == 200
    assert slowest < 10, f"another channel waited {slowest:.2f} s"
    assert rss_mib(tunnel.child.pid) - before < 20
    assert tunnel.stderr.count("talk") < 20_000


def test_a_child_that_never_reads(plane: ControlPlane, child, launcher: Launcher) -> None:
    """dataplane W-42, HT-06: calls end with their window and other channels go on."""
    command = child("time.sleep(60)")
    side = f"channel=side,command={command}"
    tunnel = launcher.run(plane, "--embedded-mcp-stub", "--mcp.command", side, "--mcp.connection-max-ttl", "2s")
    deaf = [plane.command(tools_call("echo", input="x" * 100_000), channel="side") for _ in range(10)]
    plane.send_all(deaf)
    assert plane.answer(plane.send(tools_call("echo", input="y"))).envelope["resp_code"] == 200
    for command in deaf:
        assert plane.answer(command).failure["source"] == "timeout"
    assert tunnel.is_running


def test_a_child_that_ignores_sigterm_does_not_outlive_the_client(
    plane: ControlPlane, child, launcher: Launcher
) -> None:
    """dataplane ST-07, W-38: killed within the time of a stop; exit code 0."""
    command = child(
        """
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for line in calls():
            answer(line)
        time.sleep(60)
        """
    )
    tunnel = launcher.run(plane, "--mcp.command", command)
    plane.answer(plane.send(tools_call("echo")))
    tunnel.stop()
    wait_until(lambda: not is_alive(child.pids()[0]), "the child's end")


def test_a_late_answer_is_nobodys(plane: ControlPlane, child, launcher: Launcher) -> None:
    """dataplane SH-04, W-42, TO-05: nothing is posted behind the deadline, and the same id works again."""
    command = child(
        """
        for line in calls():
            if "late" in line:
                time.sleep(1.5)
            answer(line)
        """
    )
    launcher.run(plane, "--mcp.command", command)
    late = plane.send(tools_call("late"), response_timeout="1s")
    time.sleep(1.2)  # its deadline, before the child answers
    again = plane.command(late.jsonrpc.replace(b'"late"', b'"echo"'))
    plane.send_all([again])
    assert plane.answer(again).envelope["resp_code"] == 200
    assert plane.posts_for(late) == []
    plane.sent.remove(late)


def rss_mib(pid: int) -> float:
    with open(f"/proc/{pid}/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
