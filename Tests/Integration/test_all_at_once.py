"""What is wrong is said at once, by `profiles validate`, `doctor` and `run` alike, and servers are quoted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from controlplane import API_KEY, TUNNEL_ID, ControlPlane
from harness.process import Ended, Launcher, environment

Run = Callable[..., Ended]
BOOM = "sh -c 'echo boom: api_token=hunter2hunter2 >&2; exit 3'"


@pytest.fixture
def run(launcher: Launcher, plane: ControlPlane, tmp_path: Path) -> Run:
    def run(*arguments: str, **variables: str | None) -> Ended:
        own = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": None, "CONTROL_PLANE_API_KEY": API_KEY}
        own |= {"CONTROL_PLANE_BASE_URL": plane.base_url}
        return launcher.to_end(*arguments, env=environment(**(own | variables)), timeout=60)

    return run


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Wrong in three ways that only the plugins know of."""
    path = tmp_path / "wrong.yaml"
    path.write_text(f"""
control_plane: {{tunnel_id: {TUNNEL_ID}, api_key: env:CONTROL_PLANE_API_KEY}}
health: {{listen_addr: 127.0.0.1:0}}
mcp:
  bindings:
  - {{channel: main, transport: org.tunnel-client.http, config: {{url: "http://127.0.0.1:9/mcp", ulr: 3}}}}
  - {{channel: login, transport: org.tunnel-client.exec}}
  - {{channel: other, transport: org.tunnel-client.stdoi}}
""")
    return path


def test_run_refuses_with_everything_that_plugins_object_to(run: Run, profile: Path) -> None:
    ended = run("run", "--config", str(profile))
    assert ended.code == 1
    lines = ended.stderr.splitlines()
    assert sorted(line.split(": ", 1)[0].rsplit(":", 1)[1] for line in lines) == ["6", "7", "8"]
    assert 'unknown key "ulr"' in ended.stderr and "cannot serve a channel" in ended.stderr
    assert '"org.tunnel-client.stdoi" was not found' in ended.stderr


def test_validate_refuses_what_run_refuses_and_notes_what_may_be_installed(run: Run, profile: Path) -> None:
    ended = run("profiles", "validate", "--file", str(profile), "--json")
    assert ended.code == 1
    error = json.loads(ended.stdout)["error"]
    assert error["code"] == "profile_invalid"
    assert [detail["source"].split(":")[1] for detail in error["details"]] == ["6", "7"]
    profile.write_text("".join(line for line in profile.open() if "ulr" not in line and "exec" not in line))
    ended = run("profiles", "validate", "--file", str(profile), "--json")
    assert ended.code == 0, ended
    assert any("stdoi" in note["message"] for note in json.loads(ended.stdout)["notes"])


def test_doctor_says_all_of_it_and_asks_the_control_plane_all_the_same(run: Run, profile: Path) -> None:
    checks = {check["id"]: check for check in json.loads(run("doctor", "--json", "--config", str(profile)).stdout)["checks"]}
    assert checks["plugins"]["status"] == checks["mcp_start"]["status"] == "FAIL"
    assert len(checks["mcp_start"]["evidence"]) == 2
    assert checks["control_plane_auth"]["status"] == "PASS"
    assert checks["oauth_metadata"]["status"] == "SKIP"


def test_doctor_quotes_the_server_that_died_without_its_secrets(run: Run) -> None:
    flags = ["--control-plane.tunnel-id", TUNNEL_ID, "--health.listen-addr", "127.0.0.1:0", "--mcp.command", BOOM]
    ended = run("doctor", *flags, "--json")
    check = next(check for check in json.loads(ended.stdout)["checks"] if check["id"] == "mcp_handshake:main")
    assert check["status"] == "FAIL"
    assert "boom" in check["summary"] and "exited with code 3" in check["summary"]
    assert any(line.startswith("the server: boom") for line in check["evidence"])
    assert not any("hunter2" in line for line in check["evidence"])


def test_doctor_shows_which_variable_is_missing(run: Run, tmp_path: Path, profile: Path) -> None:
    ended = run("doctor", "--config", str(profile), "--offline", CONTROL_PLANE_API_KEY=None, OPENAI_API_KEY=None)
    assert "control_plane.api_key: the variable CONTROL_PLANE_API_KEY is not set" in ended.stdout


def test_doctor_takes_a_wrong_key_for_a_wrong_key(run: Run) -> None:
    flags = ["--control-plane.tunnel-id", "x", "--control-plane.api-key", "hunter2hunter2"]
    ended = run("doctor", "--offline", "--json", *flags, CONTROL_PLANE_API_KEY=None, OPENAI_API_KEY=None)
    assert "control_plane_api_key" in json.loads(ended.stdout)["failed_checks"]
    assert "hunter2" not in ended.stdout + ended.stderr


def test_dev_proxy_tells_once_why_the_server_died(run: Run) -> None:
    flags = ["dev", "proxy", "--readiness-timeout", "1500ms", "--mcp-command", BOOM]
    ended = run(*flags)
    assert (ended.code, ended.stdout) == (1, "")
    assert ended.stderr.count("boom") == 1 and "exited with code 3" in ended.stderr
    assert len(ended.stderr.splitlines()) <= 6, ended.stderr
    assert "hunter2" not in ended.stderr
    ended = run(*flags, "--print-json")
    assert (ended.code, ended.stderr) == (1, "")
    error = json.loads(ended.stdout)["error"]
    assert error["code"] == "not_ready" and "boom" in error["message"]


def test_a_key_in_the_place_of_an_id_is_not_repeated(run: Run) -> None:
    key = "sk-proj-0123456789abcdefSECRET"
    for command in [["init", "--tunnel-id", key, "--mcp-command", "cat"], ["run", "--control-plane.tunnel-id", key]]:
        for json_flag in [[], ["--json"]] if command[0] == "init" else [[]]:
            ended = run(*command, *json_flag)
            assert ended.code == 1 and "SECRET" not in ended.stdout + ended.stderr


def test_a_socket_that_run_cannot_make_fails_in_doctor(run: Run, tmp_path: Path) -> None:
    flags = ["--control-plane.tunnel-id", TUNNEL_ID, "--embedded-mcp-stub"]
    path = str(tmp_path / ("s" * 120))
    assert run("run", *flags, "--health.unix-socket", path).code == 1
    ended = run("doctor", *flags, "--health.unix-socket", path, "--json", "--offline")
    assert json.loads(ended.stdout)["failed_checks"] == ["health_listener"]


def test_what_asks_a_client_that_is_not_there_says_so_to_scripts(run: Run) -> None:
    for command in [["requests", "list"], ["requests", "show", "1"], ["requests", "replay", "1"], ["support-bundle"]]:
        ended = run(*command, "--port", "1", "--json")
        assert (ended.code, ended.stderr) == (1, "")
        assert json.loads(ended.stdout)["error"]["code"] == "daemon_unreachable"
    ended = run("plugins", "verify", "/nowhere/x.so", "--json")
    assert (ended.code, json.loads(ended.stdout)["error"]["code"]) == (1, "io_error")


def test_a_listener_on_no_host_is_told_in_words(run: Run) -> None:
    flags = ["--control-plane.tunnel-id", TUNNEL_ID, "--embedded-mcp-stub", "--health.listen-addr", "nowhere.invalid:80"]
    ended = run("run", *flags)
    assert ended.code == 1 and "no such host: nowhere.invalid" in ended.stderr
