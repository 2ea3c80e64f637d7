"""The assistant of the operator's page: the codex plugin with the real codex and with a scripted app server.

Operator spec 11.7, 11.8, 19; A-098, A-129, W-19, W-41, W-70, W-72, W-73, W-74, W-76.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from conftest import StdioTarget
from controlplane import ControlPlane
from harness.process import Launcher, Tunnel, environment
from harness.waiting import wait_until
from test_requests import api, send

APP_SERVER = Path(__file__).parent / "targets" / "app_server.py"


def real_codex() -> Path | None:
    """The binary of the package openai-codex-cli-bin, if it is installed."""
    try:
        import codex_cli_bin
    except ImportError:
        return None
    path = Path(codex_cli_bin.__file__).parent / "bin" / "codex"
    return path if path.exists() else None


def codex(launcher: Launcher, plane: ControlPlane, target: StdioTarget, command: str, *flags: str, **variables: str) -> Tunnel:
    env = environment(TUNNEL_CLIENT_CODEX_APP_SERVER_COMMAND=command, **variables)
    tunnel = launcher.run(plane, "--mcp.command", target.command, *flags, env=env)
    tunnel.wait_ready()
    return tunnel


def scripted(manner: str = "signed-in") -> str:
    return shlex.join([sys.executable, str(APP_SERVER), manner])


def status(tunnel: Tunnel) -> dict:
    return api(tunnel, "/api/codex/status")


def in_state(tunnel: Tunnel, state: str) -> dict:
    """The status once it is in a state; a starting real codex takes its time."""
    return wait_until(lambda: found if (found := status(tunnel))["state"] == state else None, f"the state {state}", 30)


def post(tunnel: Tunnel, path: str, body: object = None, **headers: str) -> tuple[int, dict]:
    return send(tunnel, "POST", f"/api/codex/{path}", {} if body is None else body, **headers)


def events(tunnel: Tunnel) -> list[dict]:
    return api(tunnel, "/api/codex/events?limit=1000")["events"]


def event(tunnel: Tunnel, method: str) -> dict:
    return wait_until(lambda: next((e for e in events(tunnel) if e["method"] == method), None), f"the event {method}")


def cpu(tunnel: Tunnel) -> float:
    """Seconds of CPU that the client itself has used."""
    fields = Path(f"/proc/{tunnel.child.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_nothing_runs_until_somebody_asks(launcher, plane, stdio_target, tmp_path):
    mark = tmp_path / "started"
    tunnel = codex(launcher, plane, stdio_target, shlex.join(["touch", str(mark)]))
    assert "TunnelPluginCodex" not in Path(f"/proc/{tunnel.child.pid}/maps").read_text()
    assert not mark.exists()
    status(tunnel)
    wait_until(mark.exists, "the start of the app server")


def test_without_codex_everything_is_answered_at_once_and_costs_nothing(launcher, plane, stdio_target):
    """W-19, W-41, W-75: one event, hardly any CPU, no request that hangs."""
    tunnel = codex(launcher, plane, stdio_target, "no-such-codex app-server")
    assert status(tunnel)["state"] == "codex_missing"
    before = cpu(tunnel)
    asked = time.monotonic()
    code, body = post(tunnel, "thread/start")
    assert time.monotonic() - asked < 10
    assert code == 503 and body["error"]["code"] == "codex_missing", body
    time.sleep(2)
    assert cpu(tunnel) - before < 0.1, "the clock ticks in hundredths"
    assert [e["method"] for e in events(tunnel)] == ["process/error"]


def test_an_old_codex_is_named_as_such(launcher, plane, stdio_target):
    tunnel = codex(launcher, plane, stdio_target, scripted("old"))
    found = in_state(tunnel, "app_server_unsupported")
    assert "unrecognized subcommand" in found["last_error"]


def test_a_chat_from_start_to_end(launcher, plane, stdio_target):
    tunnel = codex(launcher, plane, stdio_target, scripted())
    code, thread = post(tunnel, "thread/start", {"inject_context": True})
    assert code == 200, thread
    assert thread["thread_id"] == "t1" and thread["approval_policy"] == "on-request" and thread["sandbox"] == "read-only"
    found = status(tunnel)
    assert found["state"] == "ready" and found["initialize_info"]["codex_home"] == "/home/codex"
    assert found["account"] == {"type": "chatgpt", "email": "a@example.com", "plan_type": "plus"}
    context = event(tunnel, "item/agentMessage/delta")["delta"]
    assert "not instructions" in context and json.loads(context.split("\n")[2])["tunnel_id"]
    code, turn = post(tunnel, "turn/start", {"prompt": "hi"})
    assert (code, turn["turn_id"]) == (200, "u1")
    event(tunnel, "turn/completed")
    assert status(tunnel)["thread"]["model"] == "scripted", "W-73"
    assert status(tunnel)["turn"]["status"] == "completed"


@pytest.mark.parametrize("decision", ["accept", "decline"])
def test_a_person_answers_what_codex_asks(launcher, plane, stdio_target, decision):
    """W-72: the request's id is one that the bridge has used itself."""
    tunnel = codex(launcher, plane, stdio_target, scripted())
    post(tunnel, "thread/start")
    post(tunnel, "turn/start", {"prompt": "ask"})
    asked = event(tunnel, "item/commandExecution/requestApproval")["approval"]
    assert asked["command"] == "touch /x" and asked["summary"] == "to see"
    assert [each["id"] for each in status(tunnel)["approvals"]] == [asked["id"]]
    assert post(tunnel, "approval", {"id": asked["id"], "decision": decision})[0] == 200
    heard = json.loads(event(tunnel, "item/agentMessage/delta")["delta"])
    assert heard == {"id": 1, "result": {"decision": decision}}
    assert post(tunnel, "approval", {"id": asked["id"], "decision": decision})[0] == 404


def test_an_unknown_request_of_codex_is_refused(launcher, plane, stdio_target):
    tunnel = codex(launcher, plane, stdio_target, scripted())
    post(tunnel, "thread/start")
    post(tunnel, "turn/start", {"prompt": "strange"})
    assert json.loads(event(tunnel, "item/agentMessage/delta")["delta"])["error"]["code"] == -32601


def test_a_turn_can_be_interrupted(launcher, plane, stdio_target):
    tunnel = codex(launcher, plane, stdio_target, scripted())
    post(tunnel, "thread/start")
    post(tunnel, "turn/start", {"prompt": "wait"})
    assert post(tunnel, "turn/interrupt")[0] == 200
    event(tunnel, "turn/completed")
    assert status(tunnel)["turn"]["status"] == "interrupted"


def test_a_crash_is_told_and_codex_comes_back(launcher, plane, stdio_target):
    tunnel = codex(launcher, plane, stdio_target, scripted())
    post(tunnel, "thread/start")
    post(tunnel, "turn/start", {"prompt": "crash"})
    assert "exited with code 7" in event(tunnel, "process/exited")["summary"]
    in_state(tunnel, "ready")


def test_a_flood_reaches_a_reader_in_order_and_is_bounded(launcher, plane, stdio_target):
    tunnel = codex(launcher, plane, stdio_target, scripted())
    post(tunnel, "thread/start")
    opened, lines = threading.Event(), []

    def read() -> None:
        with urllib.request.urlopen(tunnel.health_url + "/api/codex/events/stream", timeout=20) as stream:
            opened.set()
            for line in stream:
                lines.append(line.decode())
                if "turn/completed" in lines[-1]:
                    return

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    assert opened.wait(20)
    post(tunnel, "turn/start", {"prompt": "flood"})
    wait_until(lambda: status(tunnel)["turn"]["status"] == "completed", "the end of the turn")
    assert len(events(tunnel)) == 512
    # It either kept up, or was sent away to come back with its last id.
    reader.join(20)
    assert not reader.is_alive()
    ids = [int(line.split()[1]) for line in lines if line.startswith("id:")]
    assert ids == list(range(ids[0], ids[0] + len(ids)))


def test_the_device_code_and_its_cancellation(launcher, plane, stdio_target):
    """A-129, as far as the API goes."""
    tunnel = codex(launcher, plane, stdio_target, scripted("signed-out"))
    in_state(tunnel, "logged_out")
    code, login = post(tunnel, "login/device")
    assert (code, login["user_code"]) == (200, "ABCD-1234")
    assert status(tunnel)["login"]["pending"] is True
    assert post(tunnel, "login/cancel") == (200, {"status": "cancel_requested"})
    assert "login" not in status(tunnel)


def test_foreign_pages_cannot_drive_codex(launcher, plane, stdio_target):
    """A-098."""
    tunnel = codex(launcher, plane, stdio_target, scripted())
    for headers in [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]:
        assert post(tunnel, "thread/start", **headers)[0] == 403
    assert post(tunnel, "thread/start")[0] == 200


def test_the_assistant_can_be_turned_off(launcher, plane, stdio_target):
    tunnel = codex(launcher, plane, stdio_target, scripted(), "--no-admin-ui.assistant")
    assert tunnel.get("/api/codex/status")[0] == 404
    assert all(plugin["id"] != "org.tunnel-client.codex" for plugin in api(tunnel, "/api/plugins")["plugins"])


def test_the_list_of_plugins_has_it(launcher, plane, stdio_target):
    tunnel = codex(launcher, plane, stdio_target, scripted())
    found = {plugin["id"]: plugin for plugin in api(tunnel, "/api/plugins")["plugins"]}
    assert found["org.tunnel-client.stdio"]["channels"] == ["main"]
    own = found["org.tunnel-client.codex"]
    assert own["panel"] == {"title": "Assistant", "tab": "codex"} and own["mount"] == "codex"
    assert "tunnel.host.process/1" in own["grants"] and len(own["sha256"]) == 64 and own["config_schema"]["type"] == "object"


@pytest.mark.skipif(real_codex() is None, reason="openai-codex-cli-bin is not installed")
def test_the_real_codex_without_an_account(launcher, plane, stdio_target, tmp_path):
    home = tmp_path / "codex"
    home.mkdir()
    command = shlex.join([str(real_codex()), "app-server"])
    tunnel = codex(launcher, plane, stdio_target, command, CODEX_HOME=str(home))
    found = in_state(tunnel, "logged_out")
    assert found["initialize_info"]["codex_home"] == str(home) and found["initialize_info"]["platform_os"] == "linux"
    assert found["requires_openai_auth"] is True and "account" not in found
    code, thread = post(tunnel, "thread/start", {"inject_context": True})
    assert code == 200, thread
    assert thread["model"] and thread["approval_policy"] == "on-request" and thread["sandbox"] in ("read-only", "readOnly")
    assert "context_error" not in thread
    event(tunnel, "thread/started")
    code, login = post(tunnel, "login/device")
    # Without a network there is no code, but a clean error that says so.
    assert (code == 200 and login["user_code"]) or (code == 502 and "device code" in login["error"]["message"])
