"""What plugins add to the operator's server: sdk/c/hello-panel as a service of `plugins.load` (tunnel.operator/1)."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest
from conftest import REPOSITORY, StdioTarget
from controlplane import TUNNEL_ID, ControlPlane
from harness.process import Launcher, Tunnel
from harness.waiting import wait_until
from test_requests import api, send

PLUGIN = "com.example.hello-panel"


@pytest.fixture(scope="session")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built, folder = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("plugins")
    subprocess.run([REPOSITORY / "scripts/build-test-plugins", built], check=True)
    (built / "hello-panel.so").rename(folder / "hello-panel.so")
    return folder


def start(launcher: Launcher, plane: ControlPlane, target: StdioTarget, plugins: Path, folder: Path, config: str) -> Tunnel:
    profile = folder / "p.yaml"
    profile.write_text(
        "config_version: 1\n"
        f"plugins:\n  search_path: [{plugins}]\n  load:\n    - {{id: {PLUGIN}, config: {config}}}\n"
    )
    return launcher.run(plane, "--profile-file", str(profile), "--mcp.command", target.command)


def test_a_service_needs_no_channel(launcher, plane, stdio_target, plugins, tmp_path):
    tunnel = start(launcher, plane, stdio_target, plugins, tmp_path, "{}")
    tunnel.wait_ready()
    assert api(tunnel, "/api/hello/count") == {"visits": 1, "cancelled": 0, "control": False}
    assert api(tunnel, f"/api/plugins/{PLUGIN}/count")["visits"] == 2
    assert api(tunnel, "/api/hello/status")["tunnel_id"] == TUNNEL_ID
    assert send(tunnel, "POST", "/api/hello/count", {})[1]["control"] is True
    assert send(tunnel, "POST", "/api/hello/count", {}, Origin="http://evil.example")[0] == 403
    found = {plugin["id"]: plugin for plugin in api(tunnel, "/api/plugins")["plugins"]}[PLUGIN]
    assert found["channels"] == [] and found["mount"] == "hello" and found["origin"] == "profile"
    with urllib.request.urlopen(tunnel.health_url + found["panel"]["script"], timeout=20) as script:
        assert script.headers["Content-Type"].startswith("text/javascript")
        assert script.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert b"export function panel" in script.read()


def test_a_service_with_a_new_build_is_named_by_a_reload(launcher, plane, stdio_target, plugins, tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(plugins, folder)
    tunnel = start(launcher, plane, stdio_target, folder, tmp_path, "{}")
    tunnel.wait_ready()
    reload = ["plugins", "reload", "--url", tunnel.health_url]
    assert launcher.to_end(*reload).code == 0
    library = folder / "hello-panel.so"
    shutil.copy(library, folder / "new")
    (folder / "new").replace(library)
    for command in (reload, [*reload, PLUGIN]):
        ended = launcher.to_end(*command)
        assert ended.code == 2 and re.search(rf"-\s+{PLUGIN}\s+kept .*by a restart only", ended.stdout), ended
    assert api(tunnel, "/api/hello/count")["visits"] == 1
    tunnel.child.send_signal(signal.SIGHUP)
    tunnel.watch(lambda: "plugin not replaced" in tunnel.stderr, "the word in the log")


def test_a_reader_that_leaves_is_noticed(launcher, plane, stdio_target, plugins, tmp_path):
    tunnel = start(launcher, plane, stdio_target, plugins, tmp_path, "{}")
    tunnel.wait_ready()
    with urllib.request.urlopen(tunnel.health_url + "/api/hello/stream", timeout=20) as stream:
        lines = [stream.readline().decode().strip() for _ in range(5)]
        assert lines[2:5] == ["event: hello", "id: 1", 'data: {"hello":1}']
    wait_until(lambda: api(tunnel, "/api/hello/count")["cancelled"] == 1, "the cancellation")


def test_a_service_that_refuses_its_configuration_stops_the_start(launcher, plane, stdio_target, plugins, tmp_path):
    tunnel = start(launcher, plane, stdio_target, plugins, tmp_path, "{bad: true}")
    assert tunnel.wait() == 1
    assert "bad: must not be true" in tunnel.stderr and "p.yaml" in tunnel.stderr
    assert PLUGIN in tunnel.stderr
