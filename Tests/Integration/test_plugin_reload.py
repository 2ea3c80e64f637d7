"""A new build of a plugin takes over while commands pass (architecture section 3, item 11)."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import threading
from pathlib import Path

import pytest
from conftest import REPOSITORY, StdioTarget
from controlplane import Command, ControlPlane, Post
from harness.process import Ended, Launcher, Tunnel
from harness.rpc import request, tools_call
from harness.waiting import wait_until

BUILDS = {
    # Answers after a moment, on threads of its own; tells its end in a file.
    "slow": r"""
#include <time.h>
#define TUNNEL_SIMPLE_THREADS 8
#include <tunnel/simple_blocking.h>
static tunnel_status answer(const tunnel_simple *plugin, const tunnel_call *call, tunnel_simple_reply *reply) {
  struct timespec moment = {0, 10 * 1000 * 1000};
  (void)plugin, (void)call;
  nanosleep(&moment, NULL);
  return tunnel_simple_text(reply, "{\"build\":@N@}");
}
TUNNEL_SIMPLE_BLOCKING_TRANSPORT("com.example.slow", "1.0.@N@", "Example", "Takes its time", answer);
""",
    # One server that insists on a handshake of its own.
    "session": (REPOSITORY / "sdk/c/session/session.c")
    .read_text()
    .replace('"\\"result\\":{}"', '"\\"result\\":{\\"build\\":@N@}"')
    .replace('.version = "1.0.0"', '.version = "1.0.@N@"'),
    "broken": "int unrelated(void) { return @N@; }\n",
}


class Plugin:
    """A library that is built again and again under the same name."""

    def __init__(self, folder: Path, name: str):
        self.folder, self.name = folder / "plugins", name
        self.folder.mkdir()
        self.library = self.folder / f"{name}.so"
        self.id = f"com.example.{name}"

    def build(self, number: int, name: str | None = None) -> Path:
        return self.install(self.make(number, name))

    def make(self, number: int, name: str | None = None) -> Path:
        source = self.folder / "source.c"
        source.write_text(BUILDS[name or self.name].replace("@N@", str(number)))
        made = self.folder / f"made-{number}"
        include = REPOSITORY / "sdk/include"
        command = ["cc", "-shared", "-fPIC", "-fvisibility=hidden", "-pthread", f"-I{include}", source, "-o", made]
        subprocess.run(command, check=True)
        return made

    def install(self, made: Path) -> Path:
        """As `mv` does: what is loaded keeps the file that it was loaded from."""
        made.replace(self.library)
        return self.library


class Load:
    """Commands all the time, until it is told to stop."""

    def __init__(self, plane: ControlPlane):
        self.plane = plane
        self.sent: list[Command] = []
        self._answers: dict[str, Post] = {}
        self._looked = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        # About 150 a second, in threes: some wait, some are under way, at any moment.
        while not self._stop.wait(0.02):
            self.sent += self.plane.send_all([self.plane.command(request("anything")) for _ in range(3)])

    @property
    def answered(self) -> dict[str, Post]:
        """By the command's id; each POST is read once."""
        posts = self.plane.posts[self._looked :]
        self._looked += len(posts)
        self._answers |= {post.request_id: post for post in posts if post.is_terminal and post.status == 200}
        return self._answers

    @property
    def open(self) -> int:
        return len({command.request_id for command in list(self.sent)} - self.answered.keys())

    def wait_for(self, count: int) -> None:
        wait_until(lambda: len(self.answered) >= count, f"{count} answers")

    def finish(self) -> list[int]:
        """The number of the build that answered, for each command in the order of sending."""
        self._stop.set()
        self._thread.join()
        wait_until(lambda: not self.open, "the rest of the answers")
        return [build_of(self.answered[command.request_id]) for command in self.sent]


def build_of(post: Post) -> int:
    assert "result" in post.message, post.message
    return post.message["result"]["build"]


def start(plane: ControlPlane, launcher: Launcher, plugin: Plugin, *flags: str, isolation: str = "none") -> Tunnel:
    binding = f"plugin={plugin.id},isolation={isolation}"
    tunnel = launcher.run(plane, "--plugin-path", str(plugin.folder), "--mcp.plugin", binding, *flags)
    tunnel.wait_ready()
    return tunnel


def reload(launcher: Launcher, tunnel: Tunnel, *arguments: str) -> Ended:
    return launcher.to_end("plugins", "reload", "--url", tunnel.health_url, *arguments)


def record(tunnel: Tunnel, plugin: Plugin) -> dict:
    return next(p for p in json.loads(tunnel.get("/api/plugins")[1])["plugins"] if p["id"] == plugin.id)


GONE = "the former instance of the plugin is gone"


@pytest.mark.parametrize("isolation", ["none", "process"])
@pytest.mark.parametrize("name", ["slow", "session"])
def test_a_new_build_takes_over_under_load(
    plane: ControlPlane, launcher: Launcher, tmp_path: Path, name: str, isolation: str
) -> None:
    """No command is lost or fails; from the reload on the new build answers; the old instance is destroyed."""
    plugin = Plugin(tmp_path, name)
    plugin.build(1)
    later = {number: plugin.make(number) for number in (2, 3)}
    tunnel = start(plane, launcher, plugin, isolation=isolation)
    load = Load(plane)
    for number, made in later.items():
        load.wait_for(len(load.answered) + 80)
        plugin.install(made)
        done = reload(launcher, tunnel)
        assert done.code == 0 and f"1.0.{number - 1} → 1.0.{number}" in done.stdout, done
        assert build_of(plane.answer(plane.send(request("anything")))) == number
    load.wait_for(len(load.answered) + 80)
    builds = load.finish()
    assert len(builds) >= 240 and set(builds) == {1, 2, 3}
    tunnel.watch(lambda: tunnel.stderr.count(GONE) == 2, "the end of the old instances")
    found = record(tunnel, plugin)
    assert (found["version"], found["reloads"], found["faults"]) == ("1.0.3", 2, 0)
    assert found["sha256"] == hashlib.sha256(plugin.library.read_bytes()).hexdigest()
    assert re.search(r"^plugin_reloads_total\{.*\} 2$", tunnel.get("/metrics")[1], re.MULTILINE)


def test_a_hangup_takes_what_has_changed(plane: ControlPlane, launcher: Launcher, tmp_path: Path) -> None:
    """SIGHUP, and the same file with another time; an unchanged one is left alone unless it is named."""
    plugin = Plugin(tmp_path, "slow")
    plugin.build(1)
    tunnel = start(plane, launcher, plugin)
    plugin.build(2)
    tunnel.child.send_signal(signal.SIGHUP)
    tunnel.watch(lambda: "plugin replaced" in tunnel.stderr, "the new build")
    assert build_of(plane.answer(plane.send(request("anything")))) == 2
    assert json.loads(reload(launcher, tunnel, "--json").stdout)["plugins"][0]["outcome"] == "unchanged"
    os.utime(plugin.library, (1, 1))
    assert json.loads(reload(launcher, tunnel, "--json").stdout)["plugins"][0]["outcome"] == "replaced"
    assert build_of(plane.answer(plane.send(request("anything")))) == 2
    assert "replaced" in reload(launcher, tunnel, plugin.id).stdout and record(tunnel, plugin)["reloads"] == 3
    assert reload(launcher, tunnel, "com.example.nobody").code == 2


@pytest.mark.parametrize("isolation", ["none", "process"])
def test_a_build_that_cannot_serve_changes_nothing(
    plane: ControlPlane, launcher: Launcher, tmp_path: Path, isolation: str
) -> None:
    """The former one goes on and the reason is told, until there is a better build."""
    plugin = Plugin(tmp_path, "slow")
    plugin.build(1)
    tunnel = start(plane, launcher, plugin, isolation=isolation)
    plugin.build(2, "broken")
    refused = reload(launcher, tunnel)
    assert refused.code == 2 and "kept" in refused.stdout and "tunnel_plugin" in refused.stdout, refused
    assert build_of(plane.answer(plane.send(request("anything")))) == 1
    assert "tunnel_plugin" in record(tunnel, plugin)["reload_error"]
    assert "plugin not replaced; the one that serves goes on" in tunnel.stderr
    plugin.build(3)
    assert reload(launcher, tunnel).code == 0
    assert build_of(plane.answer(plane.send(request("anything")))) == 3 and "reload_error" not in record(tunnel, plugin)


def test_a_pinned_file_is_not_replaced_by_another(plane: ControlPlane, launcher: Launcher, tmp_path: Path) -> None:
    """The digest that was pinned at the start goes on to be asked for."""
    plugin = Plugin(tmp_path, "slow")
    pin = hashlib.sha256(plugin.build(1).read_bytes()).hexdigest()
    profile = tmp_path / "tunnel.yaml"
    profile.write_text(f"config_version: 1\nplugins:\n  load:\n    - id: {plugin.id}\n      sha256: {pin}\n")
    tunnel = start(plane, launcher, plugin, "--config", str(profile))
    plugin.build(2)
    refused = reload(launcher, tunnel)
    assert refused.code == 2 and "is pinned to sha256" in refused.stdout
    assert build_of(plane.answer(plane.send(request("anything")))) == 1


def test_a_call_that_is_under_way_ends_where_it_began(
    plane: ControlPlane, launcher: Launcher, stdio_target: StdioTarget, tmp_path: Path
) -> None:
    """Also of a bundled plugin in Swift: its child ends after the last call, not before."""
    folder = tmp_path / "bundled"
    folder.mkdir()
    library = folder / "libTunnelPluginStdioTransport.so"
    shutil.copyfile(launcher.binary.parent / library.name, library)
    target = stdio_target
    tunnel = launcher.run(plane, "--plugin-path", str(folder), "--mcp.command", target.command)
    tunnel.wait_ready()
    held = plane.send(tools_call("hold"))
    wait_until(lambda: target.received, "the call in the child")
    copy = folder / "copy"
    shutil.copyfile(library, copy)
    copy.replace(library)
    assert reload(launcher, tunnel).code == 0
    quick = plane.answer(plane.send(tools_call("echo", text="new")))
    assert "result" in quick.message and not plane.accepted_for(held) and len(target.starts) == 2
    assert GONE not in tunnel.stderr
    target.release()
    assert "result" in plane.answer(held).message
    tunnel.watch(lambda: GONE in tunnel.stderr, "the end of the old instance")
