"""What a plugin in a process of its own adds to the operator's server: sdk/c/lookout on a channel, sdk/c/hello-panel as a
service, both with `isolation: process`."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import REPOSITORY, StdioTarget
from controlplane import TUNNEL_ID, ControlPlane
from harness.process import Launcher, Tunnel
from harness.rpc import request
from harness.waiting import wait_until
from test_requests import api, send

LOOKOUT, HELLO = "com.example.lookout", "com.example.hello-panel"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    subprocess.run([REPOSITORY / "scripts/build-test-plugins", folder], check=True)
    return folder


@pytest.fixture
def plugins(built: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "plugins"
    folder.mkdir()
    for name in ("lookout.so", "hello-panel.so", "echo.so"):
        shutil.copy(built / name, folder / name)
    return folder


@pytest.fixture
def tunnel(plane: ControlPlane, launcher: Launcher, plugins: Path) -> Tunnel:
    channels = ["--mcp.plugin", f"plugin={LOOKOUT},isolation=process", "--mcp.plugin", "channel=side,plugin=com.example.echo"]
    tunnel = launcher.run(plane, "--plugin-path", str(plugins), *channels)
    tunnel.wait_ready()
    return tunnel


class Stream:
    """The events of a stream, read by hand: their ids in order."""

    def __init__(self, tunnel: Tunnel, path: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(tunnel.health_url).netloc, timeout=20)
        self.connection.request("GET", path)
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200 and self.answer.headers["Content-Type"] == "text/event-stream"

    def ids(self) -> Iterator[int]:
        """Raises IncompleteRead when the stream breaks off; readline would take that for its end."""
        rest = b""
        while piece := self.answer.read1(1 << 16):
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                if line.startswith(b"id: "):
                    yield int(line[4:])

    def close(self) -> None:
        self.answer.close()
        self.connection.close()


def loaded(tunnel: Tunnel, plugin: str) -> dict:
    return next(found for found in api(tunnel, "/api/plugins")["plugins"] if found["id"] == plugin)


def is_up(tunnel: Tunnel, path: str) -> bool:
    return tunnel.get(path)[0] == 200


def test_it_is_the_same_for_the_operator(plane: ControlPlane, tunnel: Tunnel) -> None:
    """Bodies, guards, the state of the tunnel, the panel: as for a plugin in the client's own process."""
    found = loaded(tunnel, LOOKOUT)
    assert (found["isolation"], found["mount"], found["channels"]) == ("process", "lookout", ["main"])
    assert found["pid"] != tunnel.child.pid
    answer = api(tunnel, "/api/lookout/counts")
    assert (answer["pid"], answer["local"], answer["control"]) == (found["pid"], True, False)
    assert send(tunnel, "POST", f"/api/plugins/{LOOKOUT}/counts", {})[1]["control"] is True
    assert send(tunnel, "POST", "/api/lookout/counts", {}, Origin="http://evil.example")[0] == 403
    assert send(tunnel, "GET", "/api/lookout/crash", Origin="http://evil.example")[0] == 403
    asked = urllib.request.Request(tunnel.health_url + "/api/lookout/echo", data=b"x" * (1 << 20), method="POST")
    with urllib.request.urlopen(asked, timeout=20) as echoed:
        assert echoed.status == 201 and echoed.headers["Content-Type"] == "text/plain"
        assert echoed.read() == b"x" * (1 << 20)
    assert api(tunnel, "/api/lookout/status")["tunnel_id"] == TUNNEL_ID
    assert send(tunnel, "GET", "/api/lookout/refuse")[1]["error"]["code"] == "plugin_failed"
    assert found["panel"] == {
        "title": "Lookout", "script": f"/plugins/{LOOKOUT}/panel.js", "api": f"/api/plugins/{LOOKOUT}/",
        "tab": f"plugin-{LOOKOUT}",
    }
    with urllib.request.urlopen(tunnel.health_url + found["panel"]["script"], timeout=20) as script:
        assert script.headers["Content-Type"].startswith("text/javascript")
        assert b"export function panel" in script.read()
    assert loaded(tunnel, LOOKOUT)["restarts"] == 0


def test_killed_in_the_middle_of_a_stream(plane: ControlPlane, tunnel: Tunnel) -> None:
    """The stream breaks off so that its reader can tell, a request in the plugin's hands is told so, and the next process
    takes over; the other channel does not notice."""
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(send, tunnel, "POST", "/api/lookout/silent", {})
        stream = Stream(tunnel, "/api/lookout/pour")
        ids = stream.ids()
        seen = [next(ids) for _ in range(1000)]
        pid = loaded(tunnel, LOOKOUT)["pid"]
        os.kill(pid, signal.SIGKILL)
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            for number in ids:
                seen.append(number)
        assert seen == list(range(1, len(seen) + 1))
        stream.close()
        status, answer = waiting.result(timeout=20)
    # It may have been on its way when the process died; then it never got there.
    assert (status, answer["error"]["code"]) in [(502, "plugin_crashed"), (503, "plugin_down")]
    assert plane.answer(plane.send(request("echo", {"b": 2}), channel="side")).message["result"] == {"b": 2}
    tunnel.watch(lambda: is_up(tunnel, "/api/lookout/counts"), "the endpoints of the next process")
    found = loaded(tunnel, LOOKOUT)
    assert found["pid"] != pid and found["restarts"] == 1
    stream = Stream(tunnel, "/api/lookout/pour")
    ids = stream.ids()
    assert [next(ids) for _ in range(3)] == [1, 2, 3]
    stream.close()
    tunnel.wait_ready()


def test_a_handler_that_crashes_costs_its_process(plane: ControlPlane, tunnel: Tunnel) -> None:
    status, answer = send(tunnel, "GET", "/api/lookout/crash")
    assert (status, answer["error"]["code"]) == (502, "plugin_crashed")
    assert "killed by signal 11" in answer["error"]["message"]
    tunnel.watch(lambda: is_up(tunnel, "/api/lookout/counts"), "the endpoints of the next process")
    tunnel.wait_ready()
    assert plane.answer(plane.send(request("any"))).envelope["resp_code"] == 200


def test_a_process_that_does_not_come_back(tunnel: Tunnel, plugins: Path, tmp_path: Path) -> None:
    """Nobody waits for it, and the answer says why; once it can, it serves again."""
    (plugins / "lookout.so").rename(tmp_path / "away.so")
    os.kill(loaded(tunnel, LOOKOUT)["pid"], signal.SIGKILL)

    def refused() -> bool:
        # The first one may be asked before the death is known.
        status, answer = send(tunnel, "GET", "/api/lookout/counts")
        return status == 503 and "was not found" in answer["error"]["message"]

    tunnel.watch(refused, "the reason")
    for path in ("/api/lookout/counts", f"/api/plugins/{LOOKOUT}/counts", f"/plugins/{LOOKOUT}/panel.js"):
        status, answer = send(tunnel, "GET", path)
        assert (status, answer["error"]["code"]) == (503, "plugin_down")
        assert f"the plugin {LOOKOUT} is not up" in answer["error"]["message"]
    # The page still knows of its tab.
    assert loaded(tunnel, LOOKOUT)["panel"]["title"] == "Lookout"
    (tmp_path / "away.so").rename(plugins / "lookout.so")
    tunnel.watch(lambda: is_up(tunnel, "/api/lookout/counts"), "the endpoints of the next process")


def test_a_reload_moves_the_endpoints(tunnel: Tunnel) -> None:
    """The new process has them at once; a stream of the former one ends as if the plugin had ended it."""
    former = loaded(tunnel, LOOKOUT)["pid"]
    stream = Stream(tunnel, "/api/lookout/pour")
    ids = stream.ids()
    assert next(ids) == 1
    status, answer = send(tunnel, "POST", "/api/plugins/reload", {"id": LOOKOUT})
    assert status == 200 and [plugin["outcome"] for plugin in answer["plugins"]] == ["replaced"]
    assert api(tunnel, "/api/lookout/counts")["pid"] != former
    for _ in ids:
        pass
    stream.close()
    found = loaded(tunnel, LOOKOUT)
    assert (found["mount"], found["reloads"], found["faults"]) == ("lookout", 1, 0)


def test_a_slow_reader_holds_the_plugin_back(tunnel: Tunnel) -> None:
    """What a reader does not take waits in the plugin, which is told so; the client and its memory do not grow."""
    stream = Stream(tunnel, "/api/lookout/pour?wide")
    next(stream.ids())

    def held() -> dict | None:
        now = api(tunnel, "/api/lookout/counts")
        return now if now["refused"] > 200 else None

    now = tunnel.watch(held, "a plugin that is held back")
    # 100 kB each: what fills the buffers of two sockets, and a little over a mebibyte beside them.
    assert now["poured"] < 500
    stream.close()
    tunnel.watch(lambda: api(tunnel, "/api/lookout/counts")["cancelled"] == 1, "the word that the reader has left")
    assert loaded(tunnel, LOOKOUT)["faults"] == 0


def test_a_service_in_a_process_of_its_own(
    launcher: Launcher, plane: ControlPlane, stdio_target: StdioTarget, plugins: Path, tmp_path: Path
) -> None:
    profile = tmp_path / "p.yaml"

    def start(config: str) -> Tunnel:
        profile.write_text(
            "config_version: 1\n"
            f"plugins:\n  search_path: [{plugins}]\n  load:\n    - {{id: {HELLO}, isolation: process, config: {config}}}\n"
        )
        return launcher.run(plane, "--profile-file", str(profile), "--mcp.command", stdio_target.command)

    refused = start("{bad: true}")
    assert refused.wait() == 1
    assert "bad: must not be true" in refused.stderr and "p.yaml" in refused.stderr
    tunnel = start("{}")
    tunnel.wait_ready()
    assert api(tunnel, "/api/hello/count") == {"visits": 1, "cancelled": 0, "control": False}
    found = loaded(tunnel, HELLO)
    assert (found["isolation"], found["channels"], found["restarts"]) == ("process", [], 0)
    os.kill(found["pid"], signal.SIGKILL)
    tunnel.watch(lambda: loaded(tunnel, HELLO)["restarts"] == 1, "the restart")
    tunnel.watch(lambda: is_up(tunnel, "/api/hello/count"), "the endpoints of the next process")
    assert api(tunnel, "/api/hello/status")["tunnel_id"] == TUNNEL_ID
    # The tunnel itself was ready all the time.
    assert tunnel.get("/readyz")[0] == 200
