"""The wire of 2026-08-25: capabilities, extra headers, channels, pollers, timing, traces (user needs 4.1)."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from controlplane import TUNNEL_ID, ControlPlane, Fault
from harness.process import Launcher, environment
from harness.rpc import request, tools_call
from harness.waiting import wait_until
from targets.http_server import Answer, HTTPTarget

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def values(headers: list[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in headers if key.lower() == name.lower()]


def test_every_request_says_which_wire_it_speaks(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """user needs 4.1, CP-04: metadata, poll and response, the operator's headers among them."""
    launcher.run(
        plane, "--mcp.server-url", http_target.url, "--control-plane.extra-headers", "X-Team: blue",
        "--control-plane.extra-headers", "X-Key: env:TEAM_KEY", env=environment(TEAM_KEY="s3cret"),
    )  # fmt: skip
    plane.answer(plane.send(tools_call("echo")))
    wait_until(lambda: len({path.split("?")[0] for path, _ in plane.requests}) == 3, "all three routes")
    for _, headers in plane.requests:
        assert values(headers, "X-Tunnel-Client-Capabilities") == ["wrong-cluster-v1"]
        assert values(headers, "X-Tunnel-Client-Wire-Protocol-Version") == ["2026-08-25"]
        assert values(headers, "X-Team") == ["blue"] and values(headers, "X-Key") == ["s3cret"]


def test_a_reserved_header_is_an_error(launcher: Launcher, plane: ControlPlane) -> None:
    """W-10: nothing overrides what the client says of itself."""
    ended = launcher.to_end(
        "run", "--control-plane.tunnel-id", "tunnel_" + "a" * 32, "--embedded-mcp-stub",
        "--control-plane.extra-headers", "x-tunnel-client-instance-id: other",
    )  # fmt: skip
    assert ended.code != 0 and "--control-plane.extra-headers" in ended.complaint


def test_poll_channels(plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher) -> None:
    """PL-02, CP-05: sorted before the rest of the query; the others are not announced."""
    launcher.run(
        plane, "--mcp.server-url", http_target.url,
        "--mcp.server-url", f"url={http_target.url},channel=zoo",
        "--mcp.server-url", f"url={http_target.url},channel=ape",
        "--control-plane.poll-channel", "zoo", "--control-plane.poll-channel", "ape",
    )  # fmt: skip
    poll = plane.wait_for_polls(1)[0]
    assert poll.query == "channel=ape&channel=zoo&limit=20&timeout_ms=1"
    info = json.loads(values(poll.headers, "X-Tunnel-MCP-Server-Info")[0])
    assert info == {"version": 1, "channels": [{"name": "zoo"}, {"name": "ape"}]}


def test_thirty_places_are_asked_for_twenty_five_at_a_time(plane: ControlPlane, launcher: Launcher) -> None:
    """PL-01, GEN-06."""
    launcher.run(plane, "--embedded-mcp-stub", "--control-plane.max-inflight", "30")
    assert [poll.number("limit") for poll in plane.wait_for_polls(2)] == [25, 25]


def test_recovery_is_told(plane: ControlPlane, launcher: Launcher) -> None:
    """PL-10: one line when polling fails, one when it works again."""
    plane.poll_faults = [Fault(500)] * 3
    tunnel = launcher.run(plane, "--embedded-mcp-stub")
    wait_until(lambda: "poller recovered; polling operational" in tunnel.stderr, "the recovery")
    assert tunnel.stderr.count("poll failed; backing off") == 1


def test_pollers_work_side_by_side(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """Two polls, one room: never asked for more than is free, everything answered once."""
    flags = ["--control-plane.pollers", "2", "--mcp.server-url", http_target.url]
    tunnel = launcher.run(plane, *flags)
    wait_until(lambda: [poll.number("limit") for poll in list(plane.polls)][:3] == [10, 10, 10], "two long polls")
    commands = plane.send_all([plane.command(tools_call("echo")) for _ in range(60)])
    for command in commands:
        plane.answer(command)
    tunnel.wait_ready()


def test_timing_is_told_only_when_asked(
    plane: ControlPlane, target_flags: list[str], launcher: Launcher
) -> None:
    """user needs 4.1: with the flag, in terminal answers; the word is that of the transport's affinity."""
    launcher.run(plane, "--control-plane.send-timing", *target_flags)
    plane.post_faults = [Fault(503)]
    command = plane.send(tools_call("echo"))
    plane.answer(command)
    first, second = plane.posts_for(command)
    timing = second.envelope["resp_timing"]
    assert first.body == second.body
    assert timing["version"] == 1 and 0 <= timing["target_elapsed_us"] < 60_000_000
    assert timing["transport"] == ("stdio" if "--mcp.command" in target_flags else "streamable_http")


def test_without_the_flag_there_is_no_timing(plane: ControlPlane, launcher: Launcher) -> None:
    """The published contract forbids members that it does not know (RP-01)."""
    launcher.run(plane, "--embedded-mcp-stub")
    answer = plane.answer(plane.send(request("tools/list")))
    assert "resp_timing" not in answer.envelope


def test_a_trace_context_reaches_the_server(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """user needs 4.1: in params._meta, when the operator wants it."""
    context = {"traceparent": PARENT, "tracestate": "vendor=1"}
    launcher.run(plane, "--mcp.server-url", http_target.url, "--mcp.forward-trace-context")
    plane.answer(plane.send(tools_call("echo"), trace_context=context))
    assert http_target.calls[0].message["params"]["_meta"] == context


def test_a_trace_context_is_left_out_by_default(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """user needs 4.1: the request's bytes stay as they are."""
    launcher.run(plane, "--mcp.server-url", http_target.url)
    command = plane.send(tools_call("echo"), trace_context={"traceparent": PARENT})
    plane.answer(command)
    assert http_target.calls[0].body == command.jsonrpc


def test_no_hidden_variable_leads_the_traffic_elsewhere(
    plane: ControlPlane, launcher: Launcher, tmp_path: Path
) -> None:
    """operator W-86, CP-09: the peer's test hook moves the key to a socket; ours has no such thing."""
    path = tmp_path / "hook.sock"
    with socket.socket(socket.AF_UNIX) as hook:
        hook.bind(str(path))
        hook.listen()
        hook.setblocking(False)
        launcher.run(
            plane, "--embedded-mcp-stub", env=environment(TUNNEL_INTEGRATION_TUNNEL_SERVICE_SOCKET_PATH=str(path))
        ).wait_ready()
        plane.answer(plane.send(request("tools/list")))
        with pytest.raises(BlockingIOError):
            hook.accept()


def test_the_log_says_by_which_ids_a_failure_is_found_again(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """CP-10, CP-12, PL-10, ER-08, LG-01 to LG-03, W-62: of polls, commands and responses; no session, body or URL."""
    tunnel = launcher.run(
        plane, "--mcp.server-url", http_target.url, "--log.level", "debug", "--log.format", "json"
    )
    tunnel.wait_ready()
    headers = {"X-Request-Id": ["caller-1"], "Mcp-Session-Id": ["session-of-a-caller"]}
    page = Answer(b"<html>http://10.0.0.1/inside</html>", 503, {"Content-Type": "text/html"})
    http_target.respond = lambda call: page
    plane.poll_faults = [Fault(500)]
    plane.post_faults = [Fault(503)]
    command = plane.send(tools_call("echo"), headers=headers)
    plane.answer(command)
    tunnel.watch(lambda: "poller recovered" in tunnel.stdout and "response delivered" in tunnel.stdout, "the last lines")
    tunnel.stop()
    lines = [dict(unique(line)) for line in tunnel.stdout.splitlines()]

    def line(message: str) -> dict:
        return next(line for line in lines if line["msg"] == message)

    ids = {"request_id": command.request_id, "cmd_request_id": "caller-1", "channel": "main"}
    ids |= {"rpc_request_id": str(json.loads(command.jsonrpc)["id"]), "rpc_method": "tools/call"}
    assert ids.items() <= line("dispatcher forwarded command to MCP server").items()
    failed = line("the command failed at the MCP side; answering with an error")
    failure = {"failure_source": "target_http", "transport_error_kind": "malformed_json", "status_code": "503"}
    failure |= {"upstream_response_received": "true", "upstream_status": "503"}
    assert (ids | failure).items() <= failed.items()
    poll = line("poll failed; backing off")
    assert (poll["tunnel_request_id"], poll["status_code"], poll["error_code"]) == ("cp-request", "500", "scripted")
    assert line("poll cycle complete")["commands_polled"].isdigit()
    for message in ("response not delivered yet", "response delivered"):
        assert (line(message)["tunnel_request_id"], line(message)["request_id"]) in [
            ("cp-request", command.request_id),
        ]
    for each in lines:
        assert each["tunnel_id"] == TUNNEL_ID and len(each["client_instance_id"]) == 32 and each["component"]
    assert "session-of-a-caller" not in tunnel.stdout and "10.0.0.1" not in tunnel.stdout


def unique(record: str) -> list[tuple[str, str]]:
    """The members of a JSON record, none of which may come twice (W-62)."""
    members: list[tuple[str, str]] = []
    json.loads(record, object_pairs_hook=members.extend)
    assert len({name for name, _ in members}) == len(members), record
    return members
