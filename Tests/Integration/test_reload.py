"""SIGHUP reads again what has a file behind it, and disturbs nothing."""

from __future__ import annotations

import signal
from pathlib import Path

from conftest import StdioTarget
from controlplane import API_KEY, ControlPlane
from harness.process import Launcher, Tunnel, environment
from harness.rpc import tools_call
from harness.waiting import wait_until
from targets.http_server import HTTPTarget

NEW_KEY = "rotated-key_987654321"


def key_file(tmp_path: Path, key: str = API_KEY) -> Path:
    path = tmp_path / "key"
    path.write_text(key + "\n")
    path.chmod(0o600)
    return path


def hang_up(tunnel: Tunnel, line: str) -> None:
    tunnel.child.send_signal(signal.SIGHUP)
    tunnel.watch(lambda: line in tunnel.stderr, line)


def keys(plane: ControlPlane) -> list[str]:
    return [
        dict((name.lower(), value) for name, value in headers)["authorization"].removeprefix("Bearer ")
        for _, headers in list(plane.requests)
    ]


def test_a_new_key_is_used_from_the_next_request_on(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher, tmp_path: Path
) -> None:
    """user needs #22: the child and the call in it stay; the answer to that call brings the new key."""
    path = key_file(tmp_path)
    flags = ["--mcp.command", stdio_target.command, "--control-plane.api-key", f"file:{path}"]
    tunnel = launcher.run(plane, *flags, env=environment(CONTROL_PLANE_API_KEY=None))
    tunnel.wait_ready()
    held = plane.send(tools_call("hold"))
    wait_until(lambda: stdio_target.received, "the call in the child")
    key_file(tmp_path, NEW_KEY)
    hang_up(tunnel, "reloaded")
    stdio_target.release()
    assert plane.answer(held).header("Authorization") == f"Bearer {NEW_KEY}"
    wait_until(lambda: keys(plane)[-1] == NEW_KEY, "a poll with the new key")
    assert set(keys(plane)) == {API_KEY, NEW_KEY}
    assert len(stdio_target.starts) == 1
    assert API_KEY not in tunnel.stderr and NEW_KEY not in tunnel.stderr


def test_a_key_that_cannot_be_used_changes_nothing(
    plane: ControlPlane, launcher: Launcher, tmp_path: Path
) -> None:
    """user needs #22: one clear line, without the value, and the old key goes on."""
    path = key_file(tmp_path)
    flags = ["--embedded-mcp-stub", "--control-plane.api-key", f"file:{path}"]
    tunnel = launcher.run(plane, *flags, env=environment(CONTROL_PLANE_API_KEY=None))
    tunnel.wait_ready()
    path.write_text("not a key!\n")
    hang_up(tunnel, "reload refused")
    assert "not a key!" not in tunnel.stderr
    path.unlink()
    tunnel.child.send_signal(signal.SIGHUP)
    tunnel.watch(lambda: tunnel.stderr.count("reload refused") == 2, "the second refusal")
    assert plane.answer(plane.send(tools_call("echo"))).header("Authorization") == f"Bearer {API_KEY}"


def test_the_trust_of_new_connections_changes(
    http_target: HTTPTarget, plane: ControlPlane, launcher: Launcher, tmp_path: Path
) -> None:
    """user needs #22: a bundle that cannot be read is refused, a good one is put in force."""
    bundle = tmp_path / "ca.pem"
    system = Path("/etc/ssl/certs/ca-certificates.crt").read_text()
    first = system[: system.index("-----END CERTIFICATE-----")] + "-----END CERTIFICATE-----\n"
    bundle.write_text(first)
    tunnel = launcher.run(plane, "--mcp.server-url", http_target.url, "--ca-bundle", str(bundle))
    tunnel.wait_ready()
    bundle.write_text("no certificate")
    hang_up(tunnel, "reload refused")
    bundle.write_text(first + first)
    hang_up(tunnel, "proxies, trust and certificates")
    assert plane.answer(plane.send(tools_call("echo"))).envelope["resp_code"] == 200


def test_a_hang_up_without_files_is_harmless(plane: ControlPlane, launcher: Launcher) -> None:
    """What the environment said cannot change."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub")
    tunnel.wait_ready()
    hang_up(tunnel, "reloaded")
    assert plane.answer(plane.send(tools_call("echo"))).envelope["resp_code"] == 200


def test_the_log_level_follows_its_file(plane: ControlPlane, launcher: Launcher, tmp_path: Path) -> None:
    """From the next line on; a word that is no level changes nothing and is told."""
    level = tmp_path / "level"
    level.write_text("warn\n")
    tunnel = launcher.run(plane, "--embedded-mcp-stub", "--log.level", f"file:{level}")
    tunnel.wait_ready()
    assert "INFO" not in tunnel.stderr
    level.write_text("debug\n")
    hang_up(tunnel, "reloaded")
    plane.answer(plane.send(tools_call("echo", input="x")))
    level.write_text("loud\n")
    hang_up(tunnel, "loud")
    assert tunnel.is_running
