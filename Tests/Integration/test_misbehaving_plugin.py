"""A plugin that breaks the contract, through the real binary: it costs its own calls only, and it is counted."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from conftest import REPOSITORY
from controlplane import ControlPlane
from harness.process import Launcher, Tunnel
from harness.rpc import request

PLUGIN = "com.example.misbehave"


@pytest.fixture
def tunnel(plane: ControlPlane, launcher: Launcher, tmp_path: Path) -> Tunnel:
    built, folder = tmp_path / "built", tmp_path / "plugins"
    subprocess.run([REPOSITORY / "scripts/build-test-plugins", built], check=True)
    folder.mkdir()
    (built / "misbehave.so").rename(folder / "misbehave.so")
    flags = ["--plugin-path", str(folder), "--mcp.plugin", PLUGIN, "--mcp.connection-max-ttl", "1s"]
    return launcher.run(plane, *flags)


def faults(tunnel: Tunnel) -> int:
    _, metrics = tunnel.get("/metrics")
    return sum(int(float(count)) for count in re.findall(r"^[a-z_]*plugin_faults_total\{.*\} (\S+)$", metrics, re.MULTILINE))


@pytest.mark.parametrize("method", ["finish-twice", "emit-after-finish", "two-responses", "unknown-handle"])
def test_too_many_words(plane: ControlPlane, tunnel: Tunnel, method: str) -> None:
    """architecture, the plugin boundary: the first answer counts, the rest is a fault in /metrics."""
    assert plane.answer(plane.send(request(method, {"a": 1}))).message["result"] == {"a": 1}
    assert plane.answer(plane.send(request("echo", {"b": 2}))).message["result"] == {"b": 2}
    tunnel.watch(lambda: faults(tunnel) >= 1, "a counted fault")


@pytest.mark.parametrize("method", ["never-finish", "emit-after-cancel"])
def test_no_word_at_all(plane: ControlPlane, tunnel: Tunnel, method: str) -> None:
    """dataplane W-24: the window ends the call."""
    answer = plane.answer(plane.send(request(method)))
    assert (answer.envelope["resp_code"], answer.failure["source"]) == (504, "timeout")
    assert plane.answer(plane.send(request("echo", {"b": 2}))).message["result"] == {"b": 2}


def test_a_stop_with_a_call_that_never_ends(plane: ControlPlane, tunnel: Tunnel) -> None:
    """dataplane W-64: answered with 503 in the drain."""
    command = plane.send(request("never-finish"), response_timeout="30s")
    plane.wait_for_polls(2)
    tunnel.stop()
    answer = plane.answer(command, timeout=1)
    assert answer.envelope["resp_code"] in (503, 504)
