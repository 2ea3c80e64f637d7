"""Flags, environment, profile, defaults; and what the validator says (operator 3 and 4, A-050 to A-065)."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from controlplane import API_KEY, TUNNEL_ID, ControlPlane
from harness.process import Ended, Launcher, environment
from harness.rpc import tools_call
from harness.waiting import wait_until
from targets.http_server import HTTPTarget

FREE = ["--health.listen-addr", "127.0.0.1:0"]
MCP = ["--mcp.server-url", "http://127.0.0.1:9/mcp"]
ECHO_ARGUMENTS = "import sys, pathlib; pathlib.Path({path!r}).write_text(repr(sys.argv[1:])); sys.stdin.read()"


@pytest.fixture
def profile(tmp_path: Path) -> Callable[[str], list[str]]:
    def write(text: str) -> list[str]:
        path = tmp_path / "p.yaml"
        path.write_text(f"config_version: 1\n{text}")
        path.chmod(0o600)
        return ["--profile-file", str(path)]

    return write


@pytest.fixture
def explain(launcher: Launcher) -> Callable[..., dict[str, dict]]:
    """The settings of `config explain --json` by key."""

    def run(*flags: str, **variables: str | None) -> dict[str, dict]:
        ended = launcher.to_end("config", "explain", *flags, "--json", env=environment(**variables))
        assert ended.stderr == "", ended
        document = json.loads(ended.stdout)
        return {setting["key"]: setting for setting in document["settings"]}

    return run


@pytest.fixture
def refused(launcher: Launcher, plane: ControlPlane) -> Callable[..., str]:
    """The complaint of a `run` that does not start."""

    def run(*flags: str, **variables: str | None) -> str:
        own = ["--control-plane.base-url", plane.base_url, "--control-plane.tunnel-id", TUNNEL_ID]
        ended = launcher.to_end("run", *own, *FREE, *flags, env=environment(**variables))
        assert ended.code == 1 and ended.stdout == "", ended
        assert plane.polls == []
        return ended.stderr

    return run


@pytest.mark.parametrize(
    ("key", "flag", "variable", "yaml", "values", "default"),
    [
        ("control_plane.organization_id", "--control-plane.organization-id", "CONTROL_PLANE_ORGANIZATION_ID",
         "control_plane: {{organization_id: {0}}}", ["org-f", "org-e", "org-y"], None),
        ("mcp.forward_trace_context", "--mcp.forward-trace-context", "MCP_FORWARD_TRACE_CONTEXT",
         "mcp: {{forward_trace_context: {0}}}", ["true", "true", "true"], "false"),
        ("mcp.max_concurrent_requests", "--mcp.max-concurrent-requests", "MCP_MAX_CONCURRENT_REQUESTS",
         "mcp: {{max_concurrent_requests: {0}}}", ["11", "12", "13"], "10"),
        ("mcp.connection_max_ttl", "--mcp.connection-max-ttl", "MCP_CONNECTION_MAX_TTL",
         "mcp: {{connection_max_ttl: {0}}}", ["11m", "12m", "13m"], "10m"),
        ("harpoon.hosts_include_suffix", "--harpoon.hosts-include-suffix", "HARPOON_HOSTS_INCLUDE_SUFFIX",
         "harpoon: {{hosts_include_suffix: [{0}]}}", [".f.example", ".e.example", ".y.example"], None),
    ],
)  # fmt: skip
def test_a_050_flags_beat_the_environment_that_beats_the_profile(
    explain, profile, key: str, flag: str, variable: str, yaml: str, values: list[str], default: str | None
) -> None:
    by_flag, by_variable, by_profile = values
    flags = [f"{flag}={by_flag}"]
    there = profile(yaml.format(by_profile))
    found = explain(*there, *flags, **{variable: by_variable})[key]
    assert by_flag in str(found["value"]) and found["source"]["label"] == flag
    found = explain(*there, **{variable: by_variable})[key]
    assert by_variable in str(found["value"]) and found["source"]["label"] == f"env:{variable}"
    found = explain(*there)[key]
    assert by_profile in str(found["value"]) and found["source"]["label"].endswith("p.yaml:2")
    found = explain().get(key, {})
    assert found.get("value") == default


def test_a_050_a_boolean_can_be_switched_off_again(explain, profile) -> None:
    there = profile("mcp: {forward_trace_context: true}\n")
    assert explain(*there, "--mcp.forward-trace-context=false")["mcp.forward_trace_context"]["value"] == "false"
    assert explain(*there, MCP_FORWARD_TRACE_CONTEXT="0")["mcp.forward_trace_context"]["value"] in ("0", "false")


def test_a_051_one_file_at_most_is_chosen(refused, profile, explain, tmp_path: Path) -> None:
    complaint = refused("--config", "a.yaml", "--profile", "b")
    assert "mutually exclusive" in complaint and "--config" in complaint and "--profile" in complaint
    complaint = refused(TUNNEL_CLIENT_CONFIG="a.yaml", TUNNEL_CLIENT_PROFILE="b")
    assert "mutually exclusive" in complaint and "TUNNEL_CLIENT_PROFILE" in complaint
    found = explain(*profile("log: {level: warn}\n"), TUNNEL_CLIENT_PROFILE="nope", TUNNEL_CLIENT_CONFIG="x.yaml")
    assert found["log.level"]["value"] == "warn"


def test_a_052_a_profile_that_is_not_there(refused, launcher: Launcher, tmp_path: Path) -> None:
    path = str(tmp_path / "nope.yaml")
    assert path in refused("--profile", "nope", "--profile-dir", str(tmp_path))
    ended = launcher.to_end("doctor", "--profile", "nope", "--profile-dir", str(tmp_path), "--json")
    document = json.loads(ended.stdout)
    assert ended.code == 2 and document["failed_checks"] == ["profile_load"]
    assert path in document["checks"][-1]["summary"] and document["checks"][-1]["code"] == "profile_not_found"


def test_a_053_the_key_is_taken_from_the_first_place_that_has_it(
    plane: ControlPlane, launcher: Launcher, profile, http_target: HTTPTarget
) -> None:
    there = profile("control_plane: {api_key: 'env:YAML_KEY'}\n")
    everywhere = {
        "FLAG_KEY": "key-flag", "CONTROL_PLANE_API_KEY": "key-env", "YAML_KEY": "key-yaml", "OPENAI_API_KEY": "key-openai"
    }  # fmt: skip
    cases = [
        (["--control-plane.api-key", "env:FLAG_KEY", *there], everywhere, "key-flag"),
        (there, everywhere, "key-env"),
        (there, {**everywhere, "CONTROL_PLANE_API_KEY": None}, "key-yaml"),
        ([], {**everywhere, "CONTROL_PLANE_API_KEY": None}, "key-openai"),
    ]
    for flags, variables, key in cases:
        tunnel = launcher.run(plane, *flags, "--mcp.server-url", http_target.url, env=environment(**variables))
        wait_until(lambda: plane.polls, "a poll")
        sent = dict((name.lower(), value) for name, value in plane.polls[-1].headers)
        assert sent["authorization"] == f"Bearer {key}"
        tunnel.stop()
        plane.polls.clear()


@pytest.mark.parametrize("key", ["se cret", "s\u00e9cret", "a.b"])
def test_a_054_a_malformed_key_is_not_shown(refused, key: str) -> None:
    complaint = refused(*MCP, CONTROL_PLANE_API_KEY=key)
    assert "CONTROL_PLANE_API_KEY" in complaint and key not in complaint


@pytest.mark.parametrize("value", ["0", "10001", "many"])
def test_a_055_a_number_out_of_range_names_its_setting(refused, value: str) -> None:
    assert "--control-plane.max-inflight" in refused(*MCP, "--control-plane.max-inflight", value)


@pytest.mark.parametrize("value", ["x", "?q", "/a?q", "http://x/"])
def test_a_056_a_path_is_a_path(refused, value: str) -> None:
    assert "--control-plane.url-path" in refused(*MCP, "--control-plane.url-path", value)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--mcp.command", "channel=harpoon,command=x"], ["harpoon", "reserved"]),
        (["--mcp.command", "channel=x,command=cat"], ["main"]),
        (["--mcp.command", "cat", "--mcp.server-url", "http://127.0.0.1:9/"], ["main", "--mcp.command"]),
        (["--mcp.server-url", "http://127.0.0.1:9/", "--mcp.server-url", "http://127.0.0.1:8/"], ["main"]),
        (["--mcp.command", "channel=A b,command=cat"], ["channel"]),
    ],
)
def test_a_057_channels(refused, flags: list[str], words: list[str]) -> None:
    complaint = refused(*flags)
    assert all(word in complaint for word in words), complaint


def test_a_058_a_level_and_a_format(plane: ControlPlane, launcher: Launcher, refused) -> None:
    complaint = refused("--embedded-mcp-stub", "--log.level", "debug")
    assert "--log.level" in complaint and "--log.format" in complaint
    assert "--log.level" in refused("--embedded-mcp-stub", "--log.level", "loud")
    assert "--log.format" in refused("--embedded-mcp-stub", "--log.format", "xml")
    formatted = launcher.run(plane, "--embedded-mcp-stub", "--log.level", "debug", "--log.format", "json")
    formatted.wait_ready()


@pytest.mark.parametrize(
    "name", ["Authorization", "accept", "USER-AGENT", "X-Tunnel-Client-Name", "X-Tunnel-Client-Instance-Id",
             "OpenAI-Organization"]
)  # fmt: skip
def test_a_059_headers_of_ours_are_reserved(refused, name: str) -> None:
    """W-10 for the last two."""
    complaint = refused(*MCP, "--control-plane.extra-headers", f"{name}: s3cret-value")
    assert name.lower() in complaint.lower() and "s3cret-value" not in complaint


def test_a_060_a_certificate_needs_its_key(refused, explain, tmp_path: Path) -> None:
    (tmp_path / "c.pem").write_text("x")
    complaint = refused(*MCP, "--control-plane.client-cert", str(tmp_path / "c.pem"))
    assert "--control-plane.client-cert" in complaint and "--control-plane.client-key" in complaint
    assert "--mcp.client-key" in refused(*MCP, "--mcp.client-cert", str(tmp_path / "c.pem"))


def test_a_060_with_both_the_default_host_is_the_one_for_certificates(launcher: Launcher, tmp_path: Path) -> None:
    from harness.certificates import Authority

    pair = Authority(tmp_path / "ca").issue("client")
    flags = ["--control-plane.client-cert", str(pair.certificate), "--control-plane.client-key", str(pair.key)]
    own = ["--control-plane.tunnel-id", TUNNEL_ID, "--offline", "--json", "--embedded-mcp-stub", *FREE]
    found = {c["id"]: c for c in json.loads(launcher.to_end("doctor", *own, *flags).stdout)["checks"]}
    assert found["control_plane_base_url"]["summary"].startswith("https://mtls.api.openai.com")
    found = {c["id"]: c for c in json.loads(launcher.to_end("doctor", *own).stdout)["checks"]}
    assert found["control_plane_base_url"]["summary"].startswith("https://api.openai.com")


def test_a_061_a_boolean_that_is_none_names_its_variable(refused) -> None:
    assert "ALLOW_REMOTE_UI" in refused(*MCP, ALLOW_REMOTE_UI="MAYBE")
    assert "--mcp.forward-trace-context" in refused(*MCP, "--mcp.forward-trace-context=MAYBE")


def test_a_062_a_flag_replaces_the_target_of_the_profile(
    plane: ControlPlane, launcher: Launcher, profile, http_target: HTTPTarget
) -> None:
    """W-05: of the same channel, whichever way it is reached; and the log says so."""
    there = profile("mcp: {commands: [{command: 'false'}]}\n")
    tunnel = launcher.run(plane, *there, "--mcp.server-url", http_target.url)
    plane.answer(plane.send(tools_call("x")))
    assert len(http_target.calls) == 1
    assert "mcp.commands" in tunnel.stderr and "--mcp.server-url" in tunnel.stderr


def test_a_063_an_empty_variable_hides_nothing(explain, profile, launcher: Launcher) -> None:
    """W-07."""
    there = profile("log: {level: warn}\n")
    assert explain(*there, LOG_LEVEL="")["log.level"]["value"] == "warn"
    ended = launcher.to_end("doctor", *there, "--json", "--offline", env=environment(LOG_LEVEL=""))
    noted = [check["summary"] for check in json.loads(ended.stdout)["checks"] if check["id"] == "environment"]
    assert noted and "LOG_LEVEL" in noted[0]


def test_a_file_that_says_nothing_is_the_only_thing_said(refused, tmp_path: Path) -> None:
    """What is missing may stand in the file that could not be understood."""
    path = tmp_path / "broken.yaml"
    for text in [b"", b"a: [", b"just words", b"a\0b: 1"]:
        path.write_bytes(text)
        lines = refused("--config", str(path), CONTROL_PLANE_API_KEY=None).splitlines()
        assert len(lines) == 1 and lines[0].startswith(f"{path}:"), lines


def test_what_is_wrong_with_a_key_can_be_read(launcher: Launcher) -> None:
    """The words behind `api_key` are no secret."""
    ended = launcher.to_end("config", "explain", env=environment(CONTROL_PLANE_API_KEY=None))
    assert "the API key is missing" in ended.stdout and "REDACTED" not in ended.stdout


@pytest.mark.parametrize("flag", ["--health.url-file", "--pid.file"])
@pytest.mark.parametrize("way", ["itself", "by a link", "standard output"])
def test_a_pipe_or_a_device_is_not_replaced_by_a_file(
    refused, launcher: Launcher, tmp_path: Path, flag: str, way: str
) -> None:
    """`--health.url-file /dev/stdout`, as root, would take it away from everybody; doctor says it, too."""
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    # Whatever that is at the moment.
    link.symlink_to("/proc/self/fd/1" if way == "standard output" else pipe)
    flags = ["--embedded-mcp-stub", flag, str(pipe if way == "itself" else link)]
    own = ["--control-plane.tunnel-id", TUNNEL_ID, "--offline", "--json", *FREE]
    assert "no regular file" in launcher.to_end("doctor", *own, *flags, timeout=60).stdout
    assert "no regular file" in refused(*flags)
    assert pipe.is_fifo() and link.is_symlink()


def test_a_064_an_empty_argument_stays(plane: ControlPlane, launcher: Launcher, tmp_path: Path) -> None:
    """W-09."""
    path = tmp_path / "argv"
    program = ECHO_ARGUMENTS.format(path=str(path))
    launcher.run(plane, "--mcp.command", f'{sys.executable} -c {shlex.quote(program)} "" x \'\'')
    wait_until(path.exists, "the child's start")
    wait_until(lambda: path.read_text() == "['', 'x', '']", "its arguments")


@pytest.mark.parametrize(
    "flags",
    [
        ["--mcp.server-url", "ftp://user:p4ssw0rd@host/x"],
        ["--mcp.server-url", "url=http://user:p4ssw0rd@host/x,nope=1"],
        ["--mcp.server-url", "http://user:p4ssw0rd@[bad/x"],
        [*MCP, "--control-plane.base-url", "ftp://user:p4ssw0rd@host"],
        [*MCP, "--http-proxy", "socks9://user:p4ssw0rd@host"],
        [*MCP, "--harpoon.targets", "label=a,url=ftp://user:p4ssw0rd@host"],
    ],
)
def test_a_065_passwords_of_urls_are_not_repeated(refused, launcher: Launcher, flags: list[str]) -> None:
    """W-08: neither by run, nor by doctor, nor by config explain."""
    assert "p4ssw0rd" not in refused(*flags)
    own = ["--control-plane.tunnel-id", TUNNEL_ID]
    for command in (["doctor", "--explain"], ["doctor", "--json"], ["config", "explain"], ["config", "explain", "--json"]):
        ended = launcher.to_end(*command, *own, *flags)
        assert "p4ssw0rd" not in ended.stdout + ended.stderr, command
