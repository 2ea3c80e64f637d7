"""Auth providers end to end: exec and static before an HTTP server, exec: references, and nothing of them in any output."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from controlplane import API_KEY, ControlPlane, Fault
from harness.process import Launcher, Tunnel, environment
from harness.rpc import request, tools_call
from harness.waiting import wait_until
from targets.http_server import Answer, Call, HTTPTarget, done

FIRST, SECOND = "t0ken-number-one", "t0ken-number-two"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    path = tmp_path / "vault"
    path.write_text(FIRST + "\n")
    return path


@pytest.fixture
def guarded(http_target: HTTPTarget, vault: Path) -> HTTPTarget:
    """Wants the token that is in the vault now."""

    def respond(call: Call) -> Answer:
        if call.header("Authorization") == [f"Bearer {vault.read_text().strip()}"]:
            return done(call)
        return Answer(b"", 401, {"WWW-Authenticate": 'Bearer realm="guarded"'})

    http_target.respond = respond
    return http_target


@pytest.fixture
def run(plane: ControlPlane, launcher: Launcher, tmp_path: Path) -> Callable[..., Tunnel]:
    def start(binding: dict, top: dict | None = None, **variables: str | None) -> Tunnel:
        path = tmp_path / "auth.yaml"
        path.write_text(json.dumps({"config_version": 1, **(top or {}), "mcp": {"bindings": [binding]}}))
        path.chmod(0o600)
        flags = ["--profile-file", str(path), "--log.level", "debug", "--log.format", "json"]
        return launcher.run(plane, *flags, env=environment(**variables))

    return start


def outputs(tunnel: Tunnel) -> str:
    pages = ["/readyz?verbose=1", "/metrics", "/api/status", "/api/system", "/api/logs?limit=5000", "/health", "/api/requests"]
    return tunnel.stdout + tunnel.stderr + "".join(tunnel.get(page)[1] for page in pages)


def binding_of(target: HTTPTarget, auth: dict, isolation: str) -> dict:
    return {"transport": "org.tunnel-client.http", "config": {"url": target.url}, "auth": auth, "isolation": isolation}


@pytest.mark.parametrize("isolation", ["none", "process"])
def test_a_command_supplies_the_token_and_again_after_a_401(
    plane: ControlPlane, guarded: HTTPTarget, vault: Path, run, isolation: str
) -> None:
    command = shlex.join(["cat", str(vault)])
    auth = {"plugin": "org.tunnel-client.exec", "config": {"command": command}}
    tunnel = run(binding_of(guarded, auth, isolation))
    assert "result" in plane.answer(plane.send(tools_call("x"))).message
    vault.write_text(SECOND + "\n")
    # The server does not take the old one any more; the call goes out again with the new one.
    assert "result" in plane.answer(plane.send(tools_call("x"))).message
    sent = [call.header("Authorization")[0] for call in guarded.calls if b"tools/call" in call.body]
    assert sent == [f"Bearer {FIRST}", f"Bearer {FIRST}", f"Bearer {SECOND}"]
    seen = outputs(tunnel)
    assert FIRST not in seen and SECOND not in seen


@pytest.mark.parametrize("isolation", ["none", "process"])
def test_a_secret_that_was_replaced_is_read_again_after_a_401(
    plane: ControlPlane, guarded: HTTPTarget, vault: Path, run, isolation: str
) -> None:
    """tunnel.host.secret/1: the plugin holds a reference, the host reads it anew and keeps it out of all output."""
    header = vault.with_name("header")
    header.write_text(f"Bearer {FIRST}\n")
    header.chmod(0o600)
    auth = {"plugin": "org.tunnel-client.static", "config": {"headers": {"Authorization": f"secret:file:{header}"}}}
    tunnel = run(binding_of(guarded, auth, isolation))
    assert "result" in plane.answer(plane.send(tools_call("x"))).message
    header.write_text(f"Bearer {SECOND}\n")
    vault.write_text(SECOND + "\n")
    assert "result" in plane.answer(plane.send(tools_call("x"))).message
    seen = outputs(tunnel)
    assert FIRST not in seen and SECOND not in seen


@pytest.mark.parametrize("isolation", ["none", "process"])
def test_static_headers_come_from_a_variable(
    plane: ControlPlane, guarded: HTTPTarget, run, isolation: str
) -> None:
    auth = {"plugin": "org.tunnel-client.static", "config": {"headers": {"Authorization": "env:MY_HEADER"}}}
    tunnel = run(binding_of(guarded, auth, isolation), MY_HEADER=f"Bearer {FIRST}")
    assert "result" in plane.answer(plane.send(tools_call("x"))).message
    assert FIRST not in outputs(tunnel)


def test_a_command_that_fails_is_told_without_its_output(
    plane: ControlPlane, guarded: HTTPTarget, run, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", f"import sys; print({FIRST!r}); sys.exit(3)"]
    auth = {"plugin": "org.tunnel-client.exec", "config": {"command": command}}
    tunnel = run(binding_of(guarded, auth, "none"))
    message = plane.answer(plane.send(tools_call("x"))).message
    assert "error" in message and FIRST not in json.dumps(message)
    shown = json.loads(tunnel.get("/api/status")[1])["channels"][0]["auth"]
    assert shown["failures"] >= 1 and shown["last_error"]
    assert FIRST not in outputs(tunnel)


@pytest.mark.parametrize("isolation", ["none", "process"])
def test_a_server_that_takes_no_token_does_not_run_the_command_for_each_call(
    plane: ControlPlane, http_target: HTTPTarget, run, tmp_path: Path, isolation: str
) -> None:
    """And what the provider does is in the status, the metrics and the details of health."""
    http_target.respond = lambda call: Answer(b"", 401, {"WWW-Authenticate": "Bearer"})
    runs = tmp_path / "runs"
    auth = {"plugin": "org.tunnel-client.exec", "config": {"command": f"sh -c 'echo x >> {runs}; echo {FIRST}'"}}
    tunnel = run(binding_of(http_target, auth, isolation))
    for _ in range(20):
        assert plane.answer(plane.send(tools_call("x"))).envelope["resp_code"] == 401
    count = len(runs.read_text().splitlines())
    assert count <= 8, f"the command ran {count} times for 20 calls"

    def shown() -> dict | None:
        auth = json.loads(tunnel.get("/api/status")[1])["channels"][0]["auth"]
        return auth if auth["refusals"] >= 20 else None

    # A process of its own tells every two seconds.
    seen = tunnel.watch(shown, "what the provider did")
    assert seen["plugin_id"] == "org.tunnel-client.exec" and seen["requests"] >= 2
    assert (seen["failures"], seen["faults"]) == (0, 0) and "last_error" not in seen
    assert set(json.loads(tunnel.get("/health/mcp")[1])["details"]["auth"]) == set(seen)
    labels = 'channel="main",plugin="org.tunnel-client.exec"'
    assert f"auth_provider_requests_total{{{labels}}} " in tunnel.get("/metrics")[1]


def test_the_key_of_the_control_plane_comes_from_a_command(
    plane: ControlPlane, http_target: HTTPTarget, run, tmp_path: Path
) -> None:
    key = "key-from-a-command"
    (tmp_path / "key").write_text(key + "\n")
    top = {"control_plane": {"api_key": f"exec:cat {tmp_path / 'key'}"}}
    binding = {"transport": "org.tunnel-client.http", "config": {"url": http_target.url}}
    tunnel = run(binding, top, CONTROL_PLANE_API_KEY=None)
    plane.answer(plane.send(tools_call("x")))
    assert ("Authorization", f"Bearer {key}") in plane.polls[0].headers
    seen = outputs(tunnel)
    assert key not in seen and API_KEY not in seen


def key_profile(tmp_path: Path, command: str) -> list[str]:
    """A client whose API key comes from a command, by way of the auth plugin that runs commands."""
    path = tmp_path / "key.yaml"
    load = [{"id": "org.tunnel-client.exec", "config": {"command": command}}]
    profile = {"config_version": 1, "control_plane": {"auth_plugin": load[0]["id"]}, "plugins": {"load": load}}
    path.write_text(json.dumps(profile))
    path.chmod(0o600)
    return ["--profile-file", str(path), "--embedded-mcp-stub"]


def test_the_control_planes_key_comes_from_a_plugin_and_again_after_a_401(
    plane: ControlPlane, launcher: Launcher, vault: Path, tmp_path: Path
) -> None:
    """tunnel.auth/1, purpose control plane: the service refuses the key once, the next one is asked for at once."""

    def keys() -> list[str]:
        named = [{name.lower(): value for name, value in headers} for _, headers in list(plane.requests)]
        return [headers["authorization"].removeprefix("Bearer ") for headers in named]

    flags = key_profile(tmp_path, shlex.join(["cat", str(vault)]))
    tunnel = launcher.run(plane, *flags, env=environment(CONTROL_PLANE_API_KEY=None))
    tunnel.wait_ready()
    assert set(keys()) == {FIRST}
    vault.write_text(SECOND + "\n")
    plane.poll_faults.append(Fault(401))
    # Ends the poll that is under way; the next one is refused.
    plane.send(request("tools/list"))
    wait_until(lambda: keys()[-1] == SECOND, "a request with the other key", timeout=10)
    assert "result" in plane.answer(plane.send(request("tools/list"))).message
    seen = outputs(tunnel)
    assert FIRST not in seen and SECOND not in seen


def test_a_plugin_without_a_key_is_told_at_the_start(
    plane: ControlPlane, launcher: Launcher, tmp_path: Path
) -> None:
    """Doctor says the same, for it opens what run opens."""
    flags = key_profile(tmp_path, "false")
    client = launcher.run(plane, *flags, env=environment(CONTROL_PLANE_API_KEY=None))
    assert client.wait() != 0
    assert "--control-plane.auth-plugin: org.tunnel-client.exec supplies no API key" in client.stderr
