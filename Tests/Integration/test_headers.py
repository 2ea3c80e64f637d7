"""What the client says about itself on the wire: poll query, headers, response envelope."""

from __future__ import annotations

import json
import re

import pytest
from conftest import StdioTarget
from controlplane import API_KEY, ControlPlane
from harness.process import Launcher
from harness.rpc import tools_call
from harness.waiting import wait_until
from targets.http_server import HTTPTarget

Headers = list[tuple[str, str]]


def header(headers: Headers, name: str) -> str | None:
    values = [value for key, value in headers if key.lower() == name.lower()]
    assert len(values) <= 1, f"{name} came {len(values)} times"
    return values[0] if values else None


def check_identity(headers: Headers) -> None:
    """dataplane 2.2: what every control-plane request carries."""
    assert header(headers, "Authorization") == f"Bearer {API_KEY}"
    assert header(headers, "Accept") == "application/json"
    name, version = header(headers, "X-Tunnel-Client-Name"), header(headers, "X-Tunnel-Client-Version")
    assert name and re.match(r"\d+\.\d+\.\d+", version)
    assert header(headers, "User-Agent") == f"{name}/{version}"
    assert re.fullmatch(r"[0-9a-f]{32}", header(headers, "X-Tunnel-Client-Instance-Id"))
    assert header(headers, "OpenAI-Organization") is None


def test_every_request_identifies_the_client(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """dataplane CP-01, CP-05, GEN-03: metadata, poll and response alike, one instance id a process."""
    launcher.run(plane, "--mcp.server-url", http_target.url)
    plane.answer(plane.send(tools_call("echo")))
    wait_until(
        lambda: len({path.split("?")[0] for path, _ in plane.requests}) == 3, "metadata, poll, response"
    )
    for _, headers in plane.requests:
        check_identity(headers)
    instances = {header(headers, "X-Tunnel-Client-Instance-Id") for _, headers in plane.requests}
    assert len(instances) == 1


def test_each_process_has_its_own_instance_id(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane GEN-03: random, never persisted."""
    launcher.run(plane, "--embedded-mcp-stub")
    launcher.run(plane, "--embedded-mcp-stub")

    def instances() -> set[str | None]:
        return {header(poll.headers, "X-Tunnel-Client-Instance-Id") for poll in list(plane.polls)}

    wait_until(lambda: len(instances()) == 2, "polls of both processes")


def server_info(plane: ControlPlane) -> dict:
    (poll,) = plane.wait_for_polls(1)
    text = header(poll.headers, "X-Tunnel-MCP-Server-Info")
    assert " " not in text, "compact JSON"
    return json.loads(text)


def test_server_info_of_an_http_binding(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """dataplane CP-05: proc_affinity is left out for Streamable HTTP."""
    launcher.run(plane, "--mcp.server-url", http_target.url)
    assert server_info(plane) == {"version": 1, "channels": [{"name": "main"}]}


def test_server_info_of_a_stdio_binding(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """dataplane CP-05: a child process has affinity."""
    launcher.run(plane, "--mcp.command", stdio_target.command)
    assert server_info(plane) == {"version": 1, "channels": [{"name": "main", "proc_affinity": True}]}


def test_server_info_of_two_channels(
    plane: ControlPlane, http_target: HTTPTarget, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """dataplane CP-05: in configuration order, HTTP entries first."""
    side = f"channel=side,command={stdio_target.command}"
    launcher.run(plane, "--mcp.command", side, "--mcp.server-url", http_target.url)
    channels = [{"name": "main"}, {"name": "side", "proc_affinity": True}]
    assert server_info(plane) == {"version": 1, "channels": channels}


def check_poll_queries(plane: ControlPlane, limit: int, timeout_ms: int) -> None:
    """All polls ask alike, but the first may ask for an answer at once, to learn whether the service lets it poll."""
    asked = f"limit={limit}&timeout_ms={timeout_ms}"
    wait_until(lambda: plane.polls and plane.polls[-1].query == asked, f"a poll with {asked}")
    assert all(poll.query == asked for poll in plane.polls[1:])
    assert re.fullmatch(rf"limit={limit}&timeout_ms=\d+", plane.polls[0].query)


def test_poll_query(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane PL-01, PL-02: limit and timeout_ms in this order, no channel."""
    launcher.run(plane, "--embedded-mcp-stub", "--control-plane.poll-timeout", "30s")
    check_poll_queries(plane, limit=20, timeout_ms=30_000)


def test_poll_query_follows_the_settings(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane PL-01: the limit is what is free, at most 25."""
    settings = ["--control-plane.max-inflight", "3", "--control-plane.poll-timeout", "1500ms"]
    launcher.run(plane, "--embedded-mcp-stub", *settings)
    check_poll_queries(plane, limit=3, timeout_ms=1500)


def test_an_idle_client_is_ready_before_its_first_long_poll_returns(
    plane: ControlPlane, target_flags: list[str], launcher: Launcher
) -> None:
    """dataplane W-30: readiness needs the control plane, but not half a minute to find out."""
    tunnel = launcher.run(plane, *target_flags)
    tunnel.wait_ready(timeout=5)


def test_response_envelope(plane: ControlPlane, target_flags: list[str], launcher: Launcher) -> None:
    """dataplane RP-01, CP-03: members in their order, Content-Type, shard token, no shard token in the body."""
    launcher.run(plane, *target_flags)
    command = plane.send(tools_call("echo"))
    answer = plane.answer(command)
    order = ["request_id", "channel", "resp_json", "resp_headers", "resp_code", "resp_type"]
    assert answer.members == [name for name in order if name in answer.members]
    assert {"request_id", "channel", "resp_json", "resp_code", "resp_type"} <= set(answer.members)
    assert answer.envelope["channel"] == "main"
    assert answer.envelope["resp_type"] == "jsonrpc_response"
    assert answer.header("Content-Type") == "application/json"
    assert answer.header("X-Tunnel-Shard-Token") == command.shard_token
    assert command.shard_token.encode() not in answer.body
    assert answer.header("X-Client-Request-Id") is None


@pytest.mark.parametrize("values", [["caller-1"], ["caller-1", "caller-2"]])
def test_the_callers_request_id_is_sent_back(
    plane: ControlPlane, target_flags: list[str], launcher: Launcher, values: list[str]
) -> None:
    """dataplane CP-03: X-Client-Request-Id is the first value of the command's X-Request-Id."""
    launcher.run(plane, *target_flags)
    answer = plane.answer(plane.send(tools_call("echo"), headers={"x-request-id": values}))
    assert answer.header("X-Client-Request-Id") == "caller-1"


def test_the_callers_headers_reach_the_http_server(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """dataplane HD-01, W-18: end-to-end headers pass, hop-by-hop and internal ones do not."""
    launcher.run(plane, "--mcp.server-url", http_target.url)
    passed = {"Authorization": ["Bearer user"], "Mcp-Session-Id": ["s-1"], "X-Custom": ["a", "b"]}
    dropped = {
        "Cookie": ["c=1"],
        "X-OpenAI-Internal-Caller": ["x"],
        "Connection": ["X-Named"],
        "X-Named": ["y"],
    }
    plane.answer(plane.send(tools_call("echo"), headers={**passed, **dropped}))
    (call,) = http_target.calls
    for name, values in passed.items():
        assert call.header(name) == values
    assert not [name for name in ("Cookie", "X-OpenAI-Internal-Caller", "X-Named") if call.header(name)]
    assert call.header("Content-Type") == ["application/json"]
    assert call.header("Accept") == ["application/json, text/event-stream"]


def test_the_servers_headers_are_filtered(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """dataplane HD-07, HD-08: only the allow-list travels back."""
    original = http_target.respond

    def respond(call):
        extra = {
            "Content-Type": "application/json; charset=utf-8",
            "mcp-session-id": "s-2",
            "Set-Cookie": "no=1",
        }
        return type(original(call))(original(call).body, headers=extra)

    http_target.respond = respond
    launcher.run(plane, "--mcp.server-url", http_target.url)
    answer = plane.answer(plane.send(tools_call("echo")))
    expected = {"Content-Type": ["application/json"], "Mcp-Session-Id": ["s-2"]}
    assert answer.envelope["resp_headers"] == expected
