"""Folders with files that nobody vouches for: whatever is in them, the program goes on and says what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from controlplane import TUNNEL_ID
from harness.process import Ended, Launcher, environment
from test_plugins_verify import compile_plugin

NAMES = {"aborts": "abort()", "exits": "_exit(0)", "faults": "*(volatile int *)8=1"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Plugins that die when they are loaded or listed, and files that are none."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    for name, code in NAMES.items():
        place = "at_loading" if name != "faults" else "in_descriptor_at"
        os.rename(compile_plugin(tmp_path, **{place: code}), folder / f"{name}.so")
    whole = compile_plugin(tmp_path).read_bytes()
    (folder / "part.so").write_bytes(whole[: len(whole) // 3])
    foreign = tmp_path / "foreign.c"
    foreign.write_text("#include <stdlib.h>\n__attribute__((constructor)) static void loaded(void) { abort(); }\n")
    subprocess.run(["cc", "-shared", "-fPIC", str(foreign), "-o", str(folder / "foreign.so")], check=True)
    os.mkfifo(folder / "pipe.so")
    return folder


def run(launcher: Launcher, tmp_path: Path, *arguments: str) -> Ended:
    env = environment(HOME=str(tmp_path), XDG_CONFIG_HOME=None, CONTROL_PLANE_API_KEY="k")
    return launcher.to_end(*arguments, env=env, timeout=60)


def test_the_list_names_each_of_them_with_the_reason(launcher: Launcher, tmp_path: Path, folder: Path) -> None:
    ended = run(launcher, tmp_path, "plugins", "list", "--json", "--plugin-path", str(folder))
    assert (ended.code, ended.stderr) == (0, "")
    document = json.loads(ended.stdout)
    assert "org.tunnel-client.http" in [plugin["id"] for plugin in document["plugins"]]
    reasons = {Path(file["path"]).stem: file["reason"] for file in document["unusable"]}
    assert "Aborted" in reasons["aborts"]
    assert "exit code 0" in reasons["exits"]
    assert "Segmentation fault" in reasons["faults"]
    assert "cut off" in reasons["part"]
    assert "not a tunnel-client plugin" in reasons["foreign"]
    assert "no file" in reasons["pipe"]


def test_what_needs_none_of_them_is_not_disturbed(launcher: Launcher, tmp_path: Path, folder: Path) -> None:
    flags = ["--plugin-path", str(folder), "--control-plane.tunnel-id", TUNNEL_ID, "--offline", "--json"]
    ended = run(launcher, tmp_path, "doctor", *flags, "--embedded-mcp-stub", "--health.listen-addr", "127.0.0.1:0")
    assert ended.code == 0, ended
    assert json.loads(ended.stdout)["result"] == "ok"


def test_verify_says_where_it_died_and_prints_no_stack(launcher: Launcher, tmp_path: Path, folder: Path) -> None:
    ended = run(launcher, tmp_path, "plugins", "verify", "--json", str(folder / "aborts.so"))
    assert (ended.code, ended.stderr) == (2, "")
    failed = [check for check in json.loads(ended.stdout)["checks"] if check["outcome"] == "fail"]
    assert [check["check"] for check in failed] == ["loading"]
    assert "SIGABRT" in failed[0]["detail"]
