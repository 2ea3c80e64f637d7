"""Plugins as a stranger sees them: the list, the reasons, and one built from nothing but the documentation."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import urllib.request
from pathlib import Path

import pytest
from conftest import REPOSITORY
from harness.process import Ended, Launcher
from harness.rpc import request

BUNDLED = {"org.tunnel-client.http", "org.tunnel-client.stdio", "org.tunnel-client.stub",
           "org.tunnel-client.exec", "org.tunnel-client.static", "org.tunnel-client.codex",
           "org.tunnel-client.harpoon", "org.tunnel-client.native"}
DOCUMENT = REPOSITORY / "docs" / "plugin-abi.md"
ECHO = "com.example.echo"


def objects(value: object) -> list[dict]:
    """All objects in a JSON document, whatever it wraps them in."""
    if isinstance(value, dict):
        return [value] + [found for member in value.values() for found in objects(member)]
    if isinstance(value, list):
        return [found for member in value for found in objects(member)]
    return []


def listed(ended: Ended) -> dict[str, dict]:
    """Plugins by id."""
    assert ended.code == 0, ended
    return {
        found["id"]: found for found in objects(json.loads(ended.stdout)) if "id" in found and "path" in found
    }


def problems(ended: Ended) -> dict[str, str]:
    """Reasons by file name."""
    found = [entry for entry in objects(json.loads(ended.stdout)) if "path" in entry and "id" not in entry]
    return {Path(entry["path"]).name: str(entry.get("reason") or entry.get("error")) for entry in found}


def test_the_bundled_plugins_are_listed(launcher: Launcher) -> None:
    plugins = listed(launcher.to_end("plugins", "list", "--json"))
    assert BUNDLED <= set(plugins)
    for identifier in BUNDLED:
        assert re.match(r"\d+\.\d+\.\d+", plugins[identifier]["version"])
        assert Path(plugins[identifier]["path"]).is_file()


def test_the_list_for_people(launcher: Launcher) -> None:
    ended = launcher.to_end("plugins", "list")
    assert ended.code == 0
    assert all(identifier in ended.stdout for identifier in BUNDLED)


def test_inspect_shows_what_a_plugin_offers(launcher: Launcher) -> None:
    ended = launcher.to_end("plugins", "inspect", "org.tunnel-client.stdio")
    assert ended.code == 0, ended
    assert "org.tunnel-client.stdio" in ended.stdout
    assert "tunnel.transport/1" in ended.stdout


def test_inspect_of_an_unknown_plugin(launcher: Launcher) -> None:
    ended = launcher.to_end("plugins", "inspect", "com.example.absent")
    assert ended.code == 1
    assert "com.example.absent" in ended.complaint
    assert "plugins list" in ended.complaint


def compile_library(source: str, library: Path) -> None:
    command = ["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", str(library)]
    subprocess.run(command, input=source.encode(), check=True)


def test_each_broken_file_is_listed_with_its_reason(launcher: Launcher, tmp_path: Path) -> None:
    """architecture 3.1: scanning a folder never fails as a whole."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "libtext.so").write_text("not a library\n")
    compile_library("int unrelated(void) { return 1; }", folder / "libother.so")
    (folder / "notes.txt").write_text("not meant to be a plugin\n")
    ended = launcher.to_end("plugins", "list", "--json", "--plugin-path", str(folder))
    assert BUNDLED <= set(listed(ended))
    reasons = problems(ended)
    assert set(reasons) == {"libtext.so", "libother.so"}
    assert re.search(r"ELF|shared library|invalid|too short|header", reasons["libtext.so"])
    assert "tunnel_plugin" in reasons["libother.so"]
    assert all("\n" not in reason for reason in reasons.values())


# ---- The stranger's plugin ----------------------------------------------------------------------------------


def documented_example() -> tuple[str, str]:
    """The page's first C block, which is the whole plugin, and its one `cc` line."""
    page = DOCUMENT.read_text()
    blocks = re.findall(r"^```c\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    commands = re.findall(r"^cc .*$", page, re.MULTILINE)
    assert blocks and len(commands) == 1, "the page has a C block and one cc line"
    return blocks[0], commands[0]


def with_headers_from_here(command: list[str]) -> list[str]:
    """The same command, with the SDK's headers where they are here; nothing else of the repository."""
    headers = str(REPOSITORY / "sdk/include")
    joined = [re.sub(r"^-I.+include/?$", f"-I{headers}", word) for word in command]
    return [headers if before == "-I" else word for before, word in zip(["", *joined], joined)]


@pytest.fixture
def echo_folder(tmp_path: Path) -> Path:
    """A folder outside the repository with the documented plugin, built by the documented line."""
    source, line = documented_example()
    command = with_headers_from_here(shlex.split(line))
    (name,) = [word for word in command if word.endswith(".c")]
    workshop = tmp_path / "workshop"
    workshop.mkdir()
    (workshop / name).write_text(source)
    subprocess.run(command, cwd=workshop, check=True)
    (library,) = workshop.glob("*.so")
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    shutil.move(library, plugins)
    return plugins


def post(url: str, message: bytes) -> dict:
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    call = urllib.request.Request(url, message, headers)
    with urllib.request.urlopen(call, timeout=20) as answer:
        assert answer.status == 200
        return json.loads(answer.read())


def test_the_documented_plugin_is_listed(launcher: Launcher, echo_folder: Path) -> None:
    plugins = listed(launcher.to_end("plugins", "list", "--json", "--plugin-path", str(echo_folder)))
    assert Path(plugins[ECHO]["path"]).parent == echo_folder


def test_the_documented_plugin_serves_a_channel(launcher: Launcher, echo_folder: Path) -> None:
    """Its result is the params of the call, through the whole tunnel."""
    proxy = launcher.dev_proxy("--mcp.plugin", ECHO, "--plugin-path", str(echo_folder))
    params = {
        "name": "anything",
        "arguments": {"n": 9007199254740993, "text": "grüße", "list": [1, 2.5, None]},
    }
    answer = post(proxy.mcp_url, request("tools/call", params, id="call-1"))
    assert (answer["id"], answer["result"]) == ("call-1", params)


def test_the_documented_plugin_exports_one_symbol(echo_folder: Path) -> None:
    """architecture 3.1: exactly one."""
    (library,) = echo_folder.glob("*.so")
    table = subprocess.run(
        ["nm", "-D", "--defined-only", str(library)], capture_output=True, text=True, check=True
    )
    assert [line.split()[-1] for line in table.stdout.splitlines()] == ["tunnel_plugin"]


def test_the_documented_swift_plugin_serves_a_channel(launcher: Launcher, tmp_path: Path) -> None:
    """docs/plugin-abi.md, "In Swift": the kit's example, as a stranger would drop it into a folder."""
    library = Path(os.path.realpath(launcher.binary)).parent / "libExamplePlugin.so"
    shutil.copy(library, tmp_path)
    proxy = launcher.dev_proxy("--mcp.plugin", "com.example.swift-echo", "--plugin-path", str(tmp_path))
    params = {"text": "ä", "number": 9007199254740993}
    assert post(proxy.mcp_url, request("anything", params))["result"] == params
