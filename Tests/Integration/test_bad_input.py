"""What an operator gets wrong, and what is down: one clear line with the next step, and nothing hangs."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from conftest import StdioTarget
from controlplane import TUNNEL_ID, ControlPlane, Fault
from harness.http import free_port
from harness.process import Ended, Launcher, environment
from harness.rpc import tools_call
from targets.http_server import HTTPTarget

BASE = ["--control-plane.base-url", "http://127.0.0.1:9", "--health.listen-addr", "127.0.0.1:0"]
STUB = "--embedded-mcp-stub"
ID = ["--control-plane.tunnel-id", TUNNEL_ID]


def check_refusal(ended: Ended, *patterns: str) -> None:
    """operator 1.3, 1.4: exit code 1 and one line on stderr that says what is wrong and what to do."""
    assert ended.code == 1, ended
    assert ended.stdout == ""
    for pattern in patterns:
        assert re.search(pattern, ended.complaint), f"{pattern!r} is not in {ended.complaint!r}"


def test_an_unknown_flag(launcher: Launcher) -> None:
    check_refusal(launcher.to_end("run", *BASE, *ID, STUB, "--no-such-flag"), "--no-such-flag", "help")


def test_an_unknown_command(launcher: Launcher) -> None:
    check_refusal(launcher.to_end("rum"), "rum", "help|did you mean|run")


@pytest.mark.parametrize("bad", ["tunnel_short", "tunnel_" + "A" * 32, "x" * 39])
def test_a_bad_tunnel_id(launcher: Launcher, bad: str) -> None:
    """dataplane GEN-04; the line names the value, the setting and the form."""
    ended = launcher.to_end("run", *BASE, STUB, "--control-plane.tunnel-id", bad)
    check_refusal(ended, re.escape(bad), r"control-plane\.tunnel-id", "tunnel_")


def test_a_missing_tunnel_id(launcher: Launcher) -> None:
    check_refusal(launcher.to_end("run", *BASE, STUB), r"control-plane\.tunnel-id")


def test_a_missing_key(launcher: Launcher) -> None:
    ended = launcher.to_end("run", *BASE, *ID, STUB, env=environment(CONTROL_PLANE_API_KEY=None))
    check_refusal(ended, "CONTROL_PLANE_API_KEY")


def test_a_bad_key_is_not_shown(launcher: Launcher) -> None:
    """dataplane GEN-04: no part of the key in an error."""
    ended = launcher.to_end("run", *BASE, *ID, STUB, env=environment(CONTROL_PLANE_API_KEY="secret!part"))
    check_refusal(ended, "CONTROL_PLANE_API_KEY")
    assert "secret" not in ended.stderr


def test_no_mcp_server_at_all(launcher: Launcher) -> None:
    """dataplane LC-05: the main channel is required; the line names the flags that would give one."""
    check_refusal(launcher.to_end("run", *BASE, *ID), r"mcp\.server-url", r"mcp\.command")


@pytest.mark.parametrize("url", ["127.0.0.1:9/mcp", "ftp://127.0.0.1/mcp", "http://"])
def test_a_bad_server_url(launcher: Launcher, url: str) -> None:
    check_refusal(launcher.to_end("run", *BASE, *ID, "--mcp.server-url", url), r"mcp\.server-url", "http")


def test_an_unterminated_quote_in_a_command(launcher: Launcher) -> None:
    """dataplane ST-01: a configuration error."""
    check_refusal(launcher.to_end("run", *BASE, *ID, "--mcp.command", "cat 'x"), r"mcp\.command", "quote")


def test_two_bindings_of_one_channel(launcher: Launcher) -> None:
    """dataplane CH-01: a duplicate is a startup error."""
    both = ["--mcp.command", "cat", "--mcp.server-url", "http://127.0.0.1:9/mcp"]
    check_refusal(launcher.to_end("run", *BASE, *ID, *both), "main")


@pytest.mark.parametrize("value", ["0", "10001", "many"])
def test_a_number_out_of_bounds(launcher: Launcher, value: str) -> None:
    """dataplane GEN-06: 1 to 10000."""
    ended = launcher.to_end("run", *BASE, *ID, STUB, "--control-plane.max-inflight", value)
    check_refusal(ended, r"control-plane\.max-inflight", value)


def test_a_health_port_that_is_taken(launcher: Launcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        command = ["run", *BASE[:2], *ID, STUB, "--health.listen-addr", address]
        check_refusal(launcher.to_end(*command), re.escape(address), r"health\.listen-addr", "in use")


def test_a_child_that_does_not_exist(launcher: Launcher) -> None:
    """dataplane ST-02: a spawn failure ends the start."""
    ended = launcher.to_end("run", *BASE, *ID, "--mcp.command", "/no/such/program --flag")
    check_refusal(ended, "/no/such/program", r"mcp\.command")


def test_a_plugin_that_is_not_there(launcher: Launcher) -> None:
    ended = launcher.to_end("run", *BASE, *ID, "--mcp.plugin", "com.example.absent")
    check_refusal(ended, "com.example.absent", "plugins list|plugin-path")


@pytest.fixture
def broken_plugins(tmp_path: Path) -> Path:
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "libbroken.so").write_text("not a library\n")
    return folder


def test_a_plugin_that_only_an_unreadable_file_could_hold(launcher: Launcher, broken_plugins: Path) -> None:
    """The line names the file that could not be read: it is probably the one that was meant."""
    ended = launcher.to_end(
        "run", *BASE, *ID, "--mcp.plugin", "com.example.broken", "--plugin-path", str(broken_plugins)
    )
    check_refusal(ended, "com.example.broken", "libbroken.so|plugins list")


def test_an_unreadable_plugin_file_does_not_stop_the_others(
    plane: ControlPlane, launcher: Launcher, broken_plugins: Path
) -> None:
    """architecture 5: an odd plugin costs only its own calls."""
    tunnel = launcher.run(plane, STUB, "--plugin-path", str(broken_plugins))
    tunnel.wait_ready()
    answer = plane.answer(plane.send(tools_call("echo", input="still here")))
    assert "still here" in answer.resp_json.decode()


def test_a_control_plane_that_comes_up_later(target_flags: list[str], launcher: Launcher) -> None:
    """dataplane W-30: unready with a reason while no poll works, then it works without a restart."""
    port = free_port()
    tunnel = launcher.run(f"http://127.0.0.1:{port}", *target_flags)
    tunnel.watch(
        lambda: "control plane" in tunnel.wait_for_readiness(503).lower(), "/readyz that names the control plane", 10
    )
    plane = ControlPlane(port)
    try:
        tunnel.wait_ready()
        plane.answer(plane.send(tools_call("echo")))
        plane.check_every_command_was_answered_once()
    finally:
        plane.close()


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused(plane: ControlPlane, launcher: Launcher, status: int) -> None:
    """dataplane W-05, W-30: it stays up, says so in /readyz and does not hammer."""
    plane.poll_faults = [Fault(status)] * 1000
    tunnel = launcher.run(plane, STUB)
    assert tunnel.wait_for_readiness(503)
    polls = len(plane.polls)
    assert polls <= 3
    tunnel.watch(
        lambda: str(status) in tunnel.stderr or "CONTROL_PLANE_API_KEY" in tunnel.stderr, "a line that says why", 10
    )


def test_an_mcp_server_that_comes_up_later(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane W-31, W-43: connection_refused for callers meanwhile, ready once it is there."""
    port = free_port()
    tunnel = launcher.run(plane, "--mcp.server-url", f"http://127.0.0.1:{port}/mcp")
    tunnel.wait_for_readiness(503)
    answer = plane.answer(plane.send(tools_call("echo")))
    assert answer.envelope["resp_code"] == 502
    assert answer.failure["source"] == "connect"
    assert answer.failure["transport_error_kind"] == "connection_refused"
    target = HTTPTarget(port=port)
    try:
        tunnel.wait_ready(timeout=40)
        assert plane.answer(plane.send(tools_call("echo"))).envelope["resp_code"] == 200
    finally:
        target.close()


def test_an_unknown_channel(plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher) -> None:
    """dataplane CH-03: 400, never another channel."""
    launcher.run(plane, "--mcp.command", stdio_target.command)
    answer = plane.answer(plane.send(tools_call("echo"), channel="elsewhere"))
    assert answer.envelope["resp_code"] == 400
    assert answer.envelope["channel"] == "elsewhere"
    assert 'unsupported channel "elsewhere"' in answer.message["error"]["message"]
    assert stdio_target.received == []


def test_a_payload_that_is_no_jsonrpc_message(
    plane: ControlPlane, target_flags: list[str], launcher: Launcher
) -> None:
    """dataplane W-07: answered with -32600 instead of dropped."""
    launcher.run(plane, *target_flags)
    wrong = [
        b'{"jsonrpc":"1.0","id":1,"method":"x"}',
        b'[{"jsonrpc":"2.0","id":1,"method":"x"}]',
        b'{"id":true}',
    ]
    for command in plane.send_all([plane.command(payload) for payload in wrong]):
        assert plane.answer(command).message["error"]["code"] == -32600
