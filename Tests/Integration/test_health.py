"""/health of a running client (user needs 4.2)."""

from __future__ import annotations

import json
import os
import signal

from conftest import StdioTarget
from controlplane import ControlPlane
from harness.process import Launcher, environment
from harness.rpc import request, tools_call
from harness.waiting import wait_until
from targets.http_server import HTTPTarget

COMPONENTS = [
    "cloudflared",
    "control-plane",
    "dispatcher",
    "harpoon",
    "mcp",
    "oauth",
    "proxy",
    "queue",
    "response-delivery",
]


def test_every_component_is_there_and_says_what_it_knows(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """user needs 4.2: names, order, facts after one call; reading asks nobody."""
    tunnel = launcher.run(plane, "--mcp.server-url", http_target.url)
    tunnel.wait_ready()
    plane.answer(plane.send(tools_call("echo")))

    def completed() -> dict | None:
        health = json.loads(tunnel.get("/health?details=true")[1])
        return health if health["components"]["dispatcher"]["details"]["completed"] == 1 else None

    health = wait_until(completed, "the completed call")
    assert list(health["components"]) == COMPONENTS
    assert health["schema_version"] == 1 and health["live"] and health["ready"]
    assert health["runtime"]["lifecycle"] == "running"
    parts = health["components"]
    assert {name for name in COMPONENTS if parts[name]["status"] == "disabled"} == {
        "cloudflared",
        "harpoon",
        "proxy",
    }
    assert parts["oauth"]["status"] == "ok" and parts["oauth"]["details"] == {"discovery_complete": True}
    assert parts["mcp"]["details"]["transport"] == "streamable_http"
    assert parts["mcp"]["details"]["startup_probe"]["state"] == "succeeded"
    assert parts["queue"]["details"]["enqueued"] == parts["queue"]["details"]["dequeued"] == 1
    assert parts["response-delivery"]["details"]["accepted"] == 1
    channel = parts["dispatcher"]["details"]["channels"][0]
    assert channel["channel"] == "main" and channel["last_command"] <= channel["last_response_accepted"]
    calls = len(http_target.calls)
    for name in COMPONENTS:
        status, body = tunnel.get(f"/health/{name}")
        assert status == 200 and json.loads(body)["component"] == name
    assert len(http_target.calls) == calls


def test_details_can_be_the_default(plane: ControlPlane, launcher: Launcher) -> None:
    """user needs 4.2: HEALTH_SHOW_DETAILS; a value that is neither true nor false is an error."""
    shown = launcher.run(plane, "--embedded-mcp-stub", env=environment(HEALTH_SHOW_DETAILS="true"))
    shown.wait_ready()
    assert "components" in json.loads(shown.get("/health")[1])
    assert "components" not in json.loads(shown.get("/health?details=false")[1])
    flagged = launcher.run(plane, "--embedded-mcp-stub", "--health.show-details")
    flagged.wait_ready()
    assert "components" in json.loads(flagged.get("/health")[1])
    wrong = launcher.to_end(
        *("run", "--control-plane.tunnel-id", "tunnel_" + "0" * 32, "--embedded-mcp-stub"),
        env=environment(HEALTH_SHOW_DETAILS="maybe"),
    )
    assert wrong.code == 1 and "HEALTH_SHOW_DETAILS" in wrong.complaint


def test_a_stdio_server_is_shown_as_a_child(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """user needs 4.2: transport stdio, evidence same_child, no startup probe."""
    tunnel = launcher.run(plane, "--mcp.command", stdio_target.command)
    tunnel.wait_ready()
    mcp = json.loads(tunnel.get("/health/mcp")[1])["details"]
    assert mcp["transport"] == "stdio" and mcp["evidence"] == "same_child"
    assert mcp["child_state"] == "running" and "startup_probe" not in mcp


def test_a_child_that_is_replaced_is_counted(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """user needs 4.2, #46: another child is another generation; readiness follows the transport's word at once."""
    tunnel = launcher.run(plane, "--mcp.command", stdio_target.command)
    tunnel.wait_ready()
    wait_until(lambda: stdio_target.starts, "the child's first sign of life")

    def generation() -> int:
        return json.loads(tunnel.get("/health/mcp")[1])["details"]["child_generation"]

    first = generation()
    assert first >= 1
    os.kill(stdio_target.starts[-1], signal.SIGKILL)
    wait_until(lambda: generation() > first, "the next child")
    tunnel.wait_ready()
    assert 'mcp_server_restarts_total{channel="main"} 1\n' in tunnel.get("/metrics")[1]


def test_what_a_child_says_of_itself_is_shown_while_it_lives(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """user needs 4.2, #65: the handshake and the tools of this very child; the next one has said nothing yet."""
    tunnel = launcher.run(plane, "--mcp.command", stdio_target.command)
    tunnel.wait_ready()

    def mcp() -> dict:
        return json.loads(tunnel.get("/health/mcp")[1])

    assert mcp()["state"] == "not_observed"
    stdio_target.template(b'{"jsonrpc":"2.0","id":%ID%,"result":{"tools":[{"name":"add"},{"name":"echo"}]}}')
    # The scripted server takes the template for whatever has this name.
    plane.answer(plane.send(request("tools/list", {"name": "template"})))
    seen = mcp()
    assert seen["status"] == "ok" and seen["state"] == "discovered"
    details = seen["details"]
    assert details["initialize_epoch"] == 1
    assert details["initialize"]["ok"] and details["initialize"]["identity_complete"]
    assert details["initialize"]["server_name"] and details["initialize"]["protocol_version"]
    assert details["tools_list"]["tool_names"] == ["add", "echo"]
    assert details["tools_list"]["complete"] and not details["tools_list"]["partial"]

    generation = details["child_generation"]
    os.kill(stdio_target.starts[-1], signal.SIGKILL)
    wait_until(lambda: mcp()["details"]["child_generation"] > generation, "the next child")
    seen = mcp()
    assert seen["state"] == "not_observed" and seen["details"]["initialize_epoch"] == 0
    assert seen["details"]["tools_list"]["tool_names"] == [] and not seen["details"]["initialize"]["ok"]


def test_status_names_the_last_command_of_a_channel(plane: ControlPlane, launcher: Launcher) -> None:
    """user needs #55: which side stopped can be seen."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub")
    tunnel.wait_ready()
    assert "last_command_at" not in json.loads(tunnel.get("/api/status")[1])["channels"][0]
    plane.answer(plane.send(tools_call("echo")))

    def channel() -> dict:
        return json.loads(tunnel.get("/api/status")[1])["channels"][0]

    wait_until(lambda: "last_accepted_at" in channel(), "the accepted answer")
    assert channel()["last_command_at"] <= channel()["last_accepted_at"]
    assert "idle_since" not in channel()
