"""Row 24 of dataplane section 28: the cloudflared beside the tunnel (26.6, CP-14)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
from controlplane import API_KEY, ControlPlane, Fault
from harness.process import Launcher, Tunnel, environment, http_get

TOKEN = "eyJhIjoiZmFrZSIsInQiOiJ0b2tlbiJ9" * 4
SOURCE = Path(__file__).parent / "targets" / "cloudflared.py"


class Companion:
    """The fake program and the folder through which a test talks to it."""

    def __init__(self, folder: Path):
        folder.mkdir()
        self.folder = folder
        self.program = folder / "cloudflared"
        self.program.write_text(f"#!{sys.executable}\n{SOURCE.read_text()}")
        self.program.chmod(0o755)

    @property
    def flags(self) -> list[str]:
        return ["--embedded-mcp-stub", "--cloudflared.path", str(self.program)]

    def set(self, name: str, text: object = "") -> None:
        temporary = self.folder / f"{name}.tmp"
        temporary.write_text(str(text))
        temporary.rename(self.folder / name)

    def clear(self, name: str) -> None:
        (self.folder / name).unlink()

    def lines(self, name: str) -> list[str]:
        path = self.folder / name
        return path.read_text().splitlines() if path.exists() else []

    def left(self, name: str) -> object:
        return json.loads((self.folder / name).read_text())


@pytest.fixture
def companion(tmp_path: Path) -> Companion:
    return Companion(tmp_path / "companion")


def with_token(**more: str | None) -> dict[str, str]:
    return environment(CLOUDFLARED_TUNNEL_TOKEN=TOKEN, **more)


def component(tunnel: Tunnel) -> dict:
    return json.loads(tunnel.get("/health/cloudflared")[1])


def test_row_24_argv_and_environment(plane: ControlPlane, launcher: Launcher, companion: Companion) -> None:
    """CF-03, W-66: the exact argv, a session of its own, the token in one variable, and no key of ours."""
    tunnel = launcher.run(
        plane,
        *companion.flags,
        env=with_token(
            TUNNEL_TOKEN="older", TUNNEL_TRANSPORT_PROTOCOL="http2", COPY=TOKEN, TUNNEL_COPY=TOKEN,
            TUNNEL_KEY=API_KEY, OPENAI_API_KEY="another-key", AWS_SECRET="x",
        ),
    )  # fmt: skip
    tunnel.wait_ready()
    argv = companion.left("argv")
    assert argv[:3] == ["tunnel", "--no-autoupdate", "--metrics"] and argv[4:] == ["run"]
    assert argv[3].startswith("127.0.0.1:")
    assert http_get(f"http://{argv[3]}/ready")[0] == 200
    seen = companion.left("environment")
    assert seen["TUNNEL_TOKEN"] == TOKEN and seen["TUNNEL_MANAGEMENT_DIAGNOSTICS"] == "false"
    assert [name for name, value in seen.items() if value == TOKEN] == ["TUNNEL_TOKEN"]
    assert API_KEY not in seen.values() and seen["TUNNEL_TRANSPORT_PROTOCOL"] == "http2"
    assert not {"OPENAI_API_KEY", "CONTROL_PLANE_API_KEY", "CLOUDFLARED_TUNNEL_TOKEN", "AWS_SECRET"} & seen.keys()
    pid, session = companion.lines("starts")[0].split()
    assert pid == session
    health = component(tunnel)
    assert health["status"] == "ok" and health["details"] == {"enabled": True, "ready": True}
    tunnel.stop(signal.SIGINT)
    assert companion.lines("signals") == ["SIGINT"] and not is_alive(int(pid))


@pytest.mark.parametrize("format", ["struct-text", "json"])
def test_row_24_the_token_is_in_no_output(
    plane: ControlPlane, launcher: Launcher, companion: Companion, tmp_path: Path, format: str
) -> None:
    """CF-03: its lines are logged with the token replaced, however long they are; the token comes from a file here."""
    secret = tmp_path / "token"
    secret.write_text(TOKEN + "\n")
    secret.chmod(0o600)
    # Across the length at which other children's lines are cut.
    companion.set("says", f"token={TOKEN} and {'x' * (4096 - 60)}{TOKEN}")
    flags = [*companion.flags, "--cloudflared.token", f"file:{secret}", "--log.format", format]
    tunnel = launcher.run(plane, *flags)
    tunnel.wait_ready()

    def lines() -> list[str] | None:
        found = [line for line in tunnel.stdout.splitlines() if "cloudflared output" in line]
        return found if len(found) == 2 else None

    for line in tunnel.watch(lines, "both lines of output"):
        assert line.count("[REDACTED]") == 2
    tunnel.stop()
    for text in (tunnel.stdout, tunnel.stderr, " ".join(tunnel.command), " ".join(companion.left("argv"))):
        assert TOKEN not in text and TOKEN[:64] not in text


def test_row_24_readiness_waits_for_it_and_follows_it(
    plane: ControlPlane, launcher: Launcher, companion: Companion
) -> None:
    """CF-04, HE-02 row 1: the exact bodies, before everything else, and back."""
    companion.set("status", 503)
    tunnel = launcher.run(plane, *companion.flags, env=with_token())
    assert tunnel.wait_for_readiness(503) == "cloudflared startup pending"
    assert component(tunnel)["status"] == "unknown"
    plane.wait_for_polls(2)  # polls do not wait for it (LC-01)
    companion.set("status", 200)
    tunnel.wait_ready()
    companion.set("status", 503)
    assert tunnel.wait_for_readiness(503) == "cloudflared is not ready"
    assert component(tunnel)["details"] == {"enabled": True, "ready": False}
    companion.set("status", 200)
    tunnel.wait_ready()
    companion.set("hang")
    assert tunnel.wait_for_readiness(503) == "cloudflared readiness probe failed"
    companion.clear("hang")
    tunnel.wait_ready()
    assert len(companion.lines("starts")) == 1


def test_row_24_a_crash_ends_the_process(plane: ControlPlane, launcher: Launcher, companion: Companion) -> None:
    """CF-05: exit code 1, and the cause is the last line; no restart."""
    tunnel = launcher.run(plane, *companion.flags, env=with_token())
    tunnel.wait_ready()
    companion.set("exit", 3)
    assert tunnel.wait() == 1
    last = tunnel.stderr.splitlines()[-1]
    assert last == "cloudflared supervision failed: cloudflared process exited: exit status 3"
    assert len(companion.lines("starts")) == 1


def test_row_24_a_kill_is_named(plane: ControlPlane, launcher: Launcher, companion: Companion) -> None:
    tunnel = launcher.run(plane, *companion.flags, env=with_token())
    tunnel.wait_ready()
    os.kill(int(companion.lines("starts")[0].split()[0]), signal.SIGKILL)
    assert tunnel.wait() == 1
    last = tunnel.stderr.splitlines()[-1]
    assert last == "cloudflared supervision failed: cloudflared process exited: signal: killed"


def test_one_that_does_not_start_is_a_failure(plane: ControlPlane, launcher: Launcher, companion: Companion) -> None:
    """CF-02, CF-04: no program, an early end, and one that never becomes ready, each in its own words."""
    companion.set("exit", 4)
    tunnel = launcher.run(plane, *companion.flags, env=with_token())
    assert tunnel.wait() == 1
    last = tunnel.stderr.splitlines()[-1]
    assert last == "cloudflared failed to start: cloudflared process exited: exit status 4"
    companion.clear("exit")
    companion.set("status", 503)
    late = launcher.run(plane, *companion.flags, "--cloudflared.ready-timeout", "600ms", env=with_token())
    assert late.wait() == 1
    assert late.stderr.splitlines()[-1].startswith("cloudflared readiness endpoint unavailable: ")
    assert companion.lines("signals") == ["SIGINT"]
    companion.program.chmod(0o644)
    missing = launcher.run(plane, *companion.flags, env=with_token())
    assert missing.wait() == 1
    assert str(companion.program) in missing.stderr.splitlines()[-1]
    assert not missing.health_file.exists()


def test_a_lost_port_is_tried_once_more(plane: ControlPlane, launcher: Launcher, companion: Companion) -> None:
    """W-66: the port was free when it was chosen, and a stranger has it when cloudflared wants it."""
    fifo = companion.folder / "thief"
    os.mkfifo(fifo)
    holding = os.open(fifo, os.O_RDWR)
    try:
        tunnel = launcher.run(plane, *companion.flags, env=with_token())
        tunnel.wait_ready()
        assert len(companion.lines("starts")) == 2
    finally:
        os.write(holding, b"x")
        os.close(holding)


def test_a_stubborn_one_does_not_hold_up_the_stop(
    plane: ControlPlane, launcher: Launcher, companion: Companion
) -> None:
    """CF-06 within the limits of a requested stop: SIGINT, a short grace, SIGKILL; exit code 0 within two seconds."""
    companion.set("stubborn")
    tunnel = launcher.run(plane, *companion.flags, env=with_token())
    tunnel.wait_ready()
    tunnel.stop(signal.SIGINT)
    assert companion.lines("signals") == ["SIGINT"]
    assert not is_alive(int(companion.lines("starts")[0].split()[0]))


def runtime(token: str = TOKEN) -> dict:
    names = {"tunnel_id": "id-of-cloudflare", "name": "name-of-cloudflare", "account_id": "account"}
    return {"cloudflare_tunnel": names, "runtime_token": token}


def test_row_24_managed_fetch_tries_again_and_keeps_the_secret(
    plane: ControlPlane, launcher: Launcher, companion: Companion
) -> None:
    """CP-14: two failures, Retry-After kept, then the token, which no output shows even at the debug level."""
    plane.runtime_faults = [Fault(503), Fault(429, {"Retry-After": "1"})]
    plane.runtime = runtime()
    companion.set("says", f"running with {TOKEN}")
    tunnel = launcher.run(
        plane, *companion.flags, "--log.level", "debug", "--log.format", "struct-text",
        env=environment(CLOUDFLARED_MANAGED="true"),
    )  # fmt: skip
    assert tunnel.wait_for_readiness(503) == "cloudflared startup pending"
    tunnel.wait_ready()
    first, second, third = plane.runtime_requests
    assert second - first >= 0.2 and third - second >= 1
    asked = [dict(headers) for path, headers in plane.requests if path.endswith("/cloudflare/runtime")]
    assert all(headers["Authorization"] == f"Bearer {API_KEY}" for headers in asked)
    assert companion.left("environment")["TUNNEL_TOKEN"] == TOKEN
    tunnel.watch(lambda: "running with [REDACTED]" in tunnel.stdout, "its output")
    tunnel.stop()
    for text in (tunnel.stdout, tunnel.stderr):
        assert TOKEN not in text and "name-of-cloudflare" not in text


def test_a_stop_does_not_wait_for_what_has_not_begun(
    plane: ControlPlane, launcher: Launcher, companion: Companion
) -> None:
    """A stop in the middle of the fetch, and in the middle of the start, is a stop like any other: exit code 0."""
    plane.runtime_faults = [Fault(429, {"Retry-After": "60"})]
    fetching = launcher.run(plane, *companion.flags, "--cloudflared.managed")
    fetching.watch(lambda: plane.runtime_requests, "the fetch")
    fetching.stop()
    assert not companion.lines("starts")
    companion.set("status", 503)
    starting = launcher.run(plane, *companion.flags, env=with_token())
    starting.watch(lambda: companion.lines("starts"), "the start")
    starting.stop()
    assert not is_alive(int(companion.lines("starts")[0].split()[0]))


def test_row_24_a_tunnel_without_a_managed_runtime(
    plane: ControlPlane, launcher: Launcher, companion: Companion
) -> None:
    """CP-14, user needs #70: one attempt; status, meaning and remedy, and nothing of the body."""
    tunnel = launcher.run(plane, *companion.flags, "--cloudflared.managed")
    assert tunnel.wait() == 1
    last = tunnel.stderr.splitlines()[-1]
    assert last.startswith("cloudflared managed runtime fetch failed: HTTP 404: ")
    assert "provisioned" in last and "CLOUDFLARED_TUNNEL_TOKEN" in last
    assert "secret-of-the-body" not in tunnel.stderr + tunnel.stdout
    assert len(plane.runtime_requests) == 1 and not companion.lines("starts")


@pytest.mark.parametrize("status", [500, 0])
def test_row_24_managed_fetch_gives_up_after_three(
    plane: ControlPlane, launcher: Launcher, companion: Companion, status: int
) -> None:
    """CP-14: transport errors and 5xx. A reused connection that closes costs an attempt one more request."""
    plane.runtime_faults = [Fault(status)] * 12
    plane.runtime = runtime()
    tunnel = launcher.run(plane, *companion.flags, "--cloudflared.managed")
    assert tunnel.wait() == 1
    assert len(plane.runtime_requests) in ((3,) if status else (3, 4, 5, 6))
    assert not companion.lines("starts")


def test_row_24_a_token_of_ones_own_wins_and_the_program_may_lie_beside(
    plane: ControlPlane, binary: Path, companion: Companion, tmp_path: Path
) -> None:
    """CF-01, CF-02: nobody asks the service; without a path it is the program beside ours that is run."""
    folder = tmp_path / "bin"
    folder.mkdir()
    own = folder / "tunnel-client"
    shutil.copy(binary, own)
    launcher = Launcher(own, tmp_path)
    missing = launcher.run(plane, "--plugin-path", str(binary.parent), "--embedded-mcp-stub", env=with_token())
    assert missing.wait() == 1
    assert f"{folder}/cloudflared" in missing.stderr.splitlines()[-1]
    (folder / "cloudflared").write_bytes(companion.program.read_bytes())
    (folder / "cloudflared").chmod(0o755)
    tunnel = launcher.run(
        plane,
        *("--plugin-path", str(binary.parent), "--embedded-mcp-stub", "--cloudflared.managed"),
        env=with_token(),
    )
    tunnel.wait_ready()
    assert not plane.runtime_requests
    launcher.stop_all()


def test_a_token_on_the_command_line_is_refused(launcher: Launcher) -> None:
    """CF-01: references only, and the message does not repeat it."""
    refused = launcher.to_end(
        *("run", "--control-plane.tunnel-id", "tunnel_" + "0" * 32, "--embedded-mcp-stub"),
        *("--cloudflared.token", TOKEN),
    )
    assert refused.code == 1
    assert refused.complaint.startswith("--cloudflared.token: ") and TOKEN not in refused.complaint


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()
