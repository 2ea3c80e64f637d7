"""`tunnel-client health` against a live client (operator 9, A-080 to A-086, W-29, W-30)."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import threading
from pathlib import Path

import pytest
from controlplane import ControlPlane
from harness.process import Launcher, Tunnel, environment
from harness.waiting import wait_until


@pytest.fixture
def tunnel(plane: ControlPlane, launcher: Launcher, tmp_path: Path) -> Tunnel:
    tunnel = launcher.run(plane, "--embedded-mcp-stub", "--pid.file", str(tmp_path / "client.pid"))
    tunnel.wait_ready()
    return tunnel


@pytest.mark.parametrize(
    "flags",
    [
        [],
        ["--port", "1", "--url", "http://127.0.0.1:1"],
        ["--port", "0"],
        ["--port", "70000"],
        ["--url", "nonsense"],
        ["--url", "http://me:hunter2@127.0.0.1:1"],
        ["--port", "1", "--pid", "1", "--pid-file", "x"],
        ["--port", "1", "--timeout", "soon"],
        ["--port", "1", "--wait", "-1s"],
    ],
)
def test_a_080_a_wrong_command_line_is_an_error(launcher: Launcher, flags: list[str]) -> None:
    """A-080, A-086."""
    ended = launcher.to_end("health", *flags)
    assert ended.code == 1 and ended.stdout == "" and ended.complaint
    assert "hunter2" not in ended.stderr
    as_json = launcher.to_end("health", "--json", *flags)
    assert as_json.code == 1 and json.loads(as_json.stdout)["error"]["code"] == "usage_error"


def test_a_081_nobody_there_is_exit_code_2(launcher: Launcher) -> None:
    """operator 9.6, 9.7."""
    ended = launcher.to_end("health", "--port", "1")
    assert ended.code == 2 and ended.stderr == ""
    lines = ended.stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == ["Locator", "Base URL", "UI URL", "Healthz", "Readyz", "Result"]
    assert lines[0] == "Locator: port=1" and lines[-1] == "Result: FAIL"
    assert lines[3].startswith("Healthz: FAIL | http://127.0.0.1:1/healthz | ")
    document = json.loads(launcher.to_end("health", "--port", "1", "--json").stdout)
    assert document["locator"] == {"kind": "port", "port": 1, "resolved_base_url": "http://127.0.0.1:1"}
    assert document["result"] == "fail" and document["healthz"].keys() == {"url", "ok", "error"}
    assert not {"process", "control_plane_poll"} & document.keys()


def test_a_082_every_locator_finds_a_live_client(launcher: Launcher, tunnel: Tunnel) -> None:
    """A-082, A-083, HE-06; the shape of operator 31.2."""
    port = tunnel.health_url.rsplit(":", 1)[1]
    for locator in [
        ["--url", tunnel.health_url],
        ["--url", tunnel.health_url + "/readyz"],
        ["--url-file", str(tunnel.health_file)],
        ["--port", port],
    ]:
        ended = launcher.to_end("health", *locator)
        assert ended.code == 0 and ended.stdout.endswith("Result: OK\n"), ended
    tunnel.wait_ready()
    ended = launcher.to_end(
        *("health", "--port", port, "--pid", str(tunnel.child.pid), "--require-control-plane-poll", "--json")
    )
    assert ended.code == 0, ended
    document = json.loads(ended.stdout)
    assert document["control_plane_poll"].pop("value") > 1.7e9
    assert document == {
        "locator": {"kind": "port", "port": int(port), "resolved_base_url": tunnel.health_url},
        "process": {"pid": tunnel.child.pid, "running": True},
        "base_url": tunnel.health_url,
        "ui_url": tunnel.health_url + "/ui",
        "healthz": {"url": tunnel.health_url + "/healthz", "ok": True, "status": 200, "body": "live"},
        "readyz": {"url": tunnel.health_url + "/readyz", "ok": True, "status": 200, "body": "ready"},
        "control_plane_poll": {"url": tunnel.health_url + "/metrics", "ok": True},
        "result": "ok",
    }


def test_a_082_a_unix_socket_is_a_locator(plane: ControlPlane, launcher: Launcher, tmp_path: Path) -> None:
    socket = tmp_path / "health.sock"
    tunnel = launcher.run(
        plane, "--embedded-mcp-stub", "--health.unix-socket", str(socket), "--health.listen-addr", "127.0.0.1:0"
    )
    url = tunnel.health_url
    assert url.startswith("http+unix://")
    for locator in [["--url", url], ["--url", url + "/readyz"], ["--url-file", str(tunnel.health_file)]]:
        ended = launcher.to_end("health", *locator, "--wait", "20s")
        assert ended.code == 0 and f"Base URL: {url}\n" in ended.stdout, ended


def test_a_084_a_poll_is_required_before_and_after_the_first(launcher: Launcher, plane: ControlPlane) -> None:
    plane.close()
    tunnel = launcher.run(plane, "--embedded-mcp-stub")
    url = tunnel.health_url
    ended = launcher.to_end("health", "--url", url, "--require-control-plane-poll")
    assert ended.code == 2
    assert "Control-plane poll: FAIL | " in ended.stdout and "last_success_unix_seconds=0" in ended.stdout
    second = ControlPlane(plane.port)
    try:
        ended = launcher.to_end("health", "--url", url, "--require-control-plane-poll", "--wait", "20s")
        assert ended.code == 0 and "Control-plane poll: PASS | " in ended.stdout, ended
    finally:
        tunnel.stop()
        second.close()


def test_a_085_a_poll_of_long_ago_counts_for_nothing(launcher: Launcher, tunnel: Tunnel, plane: ControlPlane) -> None:
    """W-29: the control plane dies, the client lives."""
    flags = ["health", "--url", tunnel.health_url, "--max-poll-age", "1s", "--json"]
    assert json.loads(launcher.to_end(*flags, "--wait", "20s").stdout)["control_plane_poll"]["ok"]
    plane.close()

    def refused() -> dict | None:
        ended = launcher.to_end(*flags)
        poll = json.loads(ended.stdout)["control_plane_poll"]
        return poll if ended.code == 2 and not poll["ok"] else None

    poll = wait_until(refused, "the refusal of an old poll")
    assert poll["value"] > 1.7e9 and "--max-poll-age" in poll["error"]


def test_a_086_a_dead_process_is_no_client(launcher: Launcher, tunnel: Tunnel) -> None:
    child = subprocess.Popen(["true"])
    child.wait()
    ended = launcher.to_end("health", "--url", tunnel.health_url, "--pid", str(child.pid))
    assert ended.code == 2 and f"Process: FAIL | pid={child.pid} | " in ended.stdout


def test_w_30_another_process_with_the_number_is_no_client(
    launcher: Launcher, tunnel: Tunnel, tmp_path: Path
) -> None:
    url = tunnel.health_url
    pid_file = tmp_path / "client.pid"
    ended = launcher.to_end("health", "--url", url, "--pid-file", str(pid_file))
    assert ended.code == 0 and f"Process: PASS | pid={tunnel.child.pid} | pid_file={pid_file}\n" in ended.stdout
    stale = tmp_path / "stale.pid"
    stale.write_text(f"{os.getpid()}\n")
    ended = launcher.to_end("health", "--url", url, "--pid-file", str(stale))
    assert ended.code == 2 and "not tunnel-client" in ended.stdout
    missing = launcher.to_end("health", "--url", url, "--pid-file", str(tmp_path / "none"), "--json")
    assert missing.code == 2 and json.loads(missing.stdout)["process"]["running"] is False


def test_wait_outlasts_a_client_that_is_not_there_yet(
    plane: ControlPlane, launcher: Launcher, tmp_path: Path
) -> None:
    """operator 32.4; off a terminal the wait is one plain line."""
    folder = tmp_path / "process-1"
    asking = launcher.start(
        [str(launcher.binary), "health", "--url-file", str(tmp_path / "process-2" / "health.url"), "--wait", "20s"]
    )
    wait_until(lambda: "waiting for" in asking.stderr, "the word that it waits")
    launcher.run(plane, "--embedded-mcp-stub")
    assert asking.wait() == 0, asking.stdout
    assert folder.exists() and asking.stdout.endswith("Result: OK\n")
    assert asking.stderr.count("\n") == 1 and "\x1b" not in asking.stderr


def test_on_a_terminal_the_wait_is_a_line_that_disappears(launcher: Launcher) -> None:
    """Colours and movement for people only; NO_COLOR takes the colours away."""
    for no_color in ["", "1"]:
        ours, theirs = pty.openpty()
        child = subprocess.Popen(
            [str(launcher.binary), "health", "--port", "1", "--wait", "1500ms"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment(TERM="xterm", NO_COLOR=no_color),
        )
        os.close(theirs)
        seen = bytearray()

        def read(descriptor: int = ours, into: bytearray = seen) -> None:
            try:
                while part := os.read(descriptor, 4096):
                    into.extend(part)
            except OSError:
                pass

        reader = threading.Thread(target=read)
        reader.start()
        assert child.wait(timeout=20) == 2
        reader.join(timeout=20)
        os.close(ours)
        text = seen.decode()
        assert "waiting for http://127.0.0.1:1 to answer" in text
        assert "\r\x1b[2KLocator" in text
        assert ("\x1b[31mFAIL\x1b[0m" in text) is (no_color == "")
