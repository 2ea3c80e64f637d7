"""Commands that a plugin adds to the command line (tunnel.command/1), with the one of sdk/c/hello-command."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
from pathlib import Path

import pytest
from harness.process import environment

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("plugins")
    source = REPOSITORY / "sdk/c/hello-command/hello-command.c"
    subprocess.run(
        ["cc", "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fvisibility=hidden", "-shared", "-fPIC",
         f"-I{REPOSITORY}/sdk/include", str(source), "-o", str(folder / "hello.so")], check=True, timeout=60)
    return folder


@pytest.fixture
def run(binary: Path, folder: Path):
    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        env = environment(TUNNEL_CLIENT_PLUGIN_PATH=str(folder), **variables)
        return subprocess.run([binary, *arguments], env=env, capture_output=True, text=True, timeout=20)

    return run


def test_a_plugin_answers_its_command(run, folder: Path):
    ended = run("hello", "you")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "hello, you\n", "")
    assert run("hello").returncode == 1
    assert run("help", "hello").stdout == run("hello", "--help").stdout == "usage: tunnel-client hello NAME | --wait\n"
    assert f"  hello                   Greet somebody.\n    from {folder}/hello.so\n" in run("--help").stdout
    assert "did you mean `tunnel-client hello`" in run("helloo").stderr
    assert "hello" in run("completion", "bash").stdout


def test_it_is_inspected_and_verified(run, folder: Path):
    shown = json.loads(run("plugins", "inspect", "com.example.hello-command", "--json").stdout)
    assert shown["commands"] == [{"name": "hello", "summary": "Greet somebody.", "hidden": False}]
    checks = json.loads(run("plugins", "verify", str(folder / "hello.so"), "--json").stdout)
    assert checks["passed"]
    outcomes = {check["check"]: check["outcome"] for check in checks["checks"]}
    assert outcomes["commands"] == outcomes["command-help"] == "pass"


def test_the_bundled_codex_plugin_keeps_the_contract(run, binary: Path):
    found = next(p for p in json.loads(run("plugins", "list", "--json").stdout)["plugins"] if p["id"] == "org.tunnel-client.codex")
    checks = json.loads(run("plugins", "verify", found["path"], "--json").stdout)
    assert checks["passed"], checks
    assert [c["outcome"] for c in checks["checks"] if c["check"] in ("commands", "command-help")] == ["pass", "pass"]


def test_a_command_that_watches_for_its_end_is_told_of_a_signal(binary: Path, folder: Path):
    child = subprocess.Popen(
        [binary, "hello", "--wait"], env=environment(TUNNEL_CLIENT_PLUGIN_PATH=str(folder)), stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "waiting\n"
    child.send_signal(signal.SIGTERM)
    assert child.wait(5) == 2 and child.stdout.read() == "bye\n"
    child.stdout.close()


def test_what_somebody_else_could_have_written_is_not_run(run, folder: Path):
    try:
        (folder / "hello.so").chmod(0o777)
        ended = run("hello", "you")
        assert ended.returncode == 1 and "unknown command" in ended.stderr
    finally:
        (folder / "hello.so").chmod(0o755)


def test_on_a_terminal_it_is_said_whose_command_that_is(binary: Path, folder: Path):
    main, side = pty.openpty()
    subprocess.run(
        [binary, "hello", "you"], env=environment(TUNNEL_CLIENT_PLUGIN_PATH=str(folder)), stderr=side, stdout=subprocess.DEVNULL,
        timeout=20)
    os.close(side)
    said = os.read(main, 4096).decode()
    os.close(main)
    assert "com.example.hello-command" in said and str(folder / "hello.so") in said
