"""`doctor`: what it passes, `run` does; what `run` refuses, it says (operator 8, A-070 to A-079, W-25 to W-28)."""

from __future__ import annotations

import json
import os
import shlex
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from controlplane import API_KEY, TUNNEL_ID, ControlPlane
from harness.certificates import Authority
from harness.http import Handler, ScriptedServer, free_port
from harness.process import Ended, Launcher, environment
from targets.connect_proxy import ConnectProxy
from targets.http_server import HTTPTarget
from targets.nginx import Nginx

Doctor = Callable[..., Ended]
FREE = ["--health.listen-addr", "127.0.0.1:0"]


@pytest.fixture
def doctor(launcher: Launcher, plane: ControlPlane, tmp_path: Path) -> Doctor:
    """With the tunnel of the scripted control plane and an empty home; `bare` leaves both out."""

    def run(*flags: str, bare: bool = False, **variables: str | None) -> Ended:
        own = ["--control-plane.base-url", plane.base_url, "--control-plane.tunnel-id", TUNNEL_ID]
        env = environment(HOME=str(tmp_path), XDG_CONFIG_HOME=None, CODEX_HOME=None, **variables)
        return launcher.to_end("doctor", *([] if bare else own), *flags, env=env, timeout=60)

    return run


def checks(ended: Ended) -> dict[str, dict]:
    """The checks of `--json` by id: exactly one document, and nothing beside it."""
    assert all(line.startswith("waiting for ") for line in ended.stderr.splitlines()), ended.stderr
    document = json.loads(ended.stdout)
    failed = [check["id"] for check in document["checks"] if check["status"] == "FAIL"]
    assert ended.code == (2 if failed else 0)
    assert document["result"] == ("fail" if failed else "ok")
    assert document.get("failed_checks", []) == failed
    assert ("next" in document) == (not failed)
    ids = [check["id"] for check in document["checks"]]
    assert len(set(ids)) == len(ids)
    severities = {"PASS": "info", "SKIP": "info", "WARN": "warning", "FAIL": "error"}
    for check in document["checks"]:
        assert check["severity"] == severities[check["status"]]
        assert check["duration_ms"] >= 0 and check["summary"] and "\n" not in check["summary"]
        if check["status"] == "FAIL":
            assert check["code"] and check["why"] and check["next"], check
    return {check["id"]: check for check in document["checks"]}


def test_a_070_a_sound_stdio_configuration_is_ok(doctor: Doctor, stdio_target) -> None:
    ended = doctor(*FREE, "--mcp.command", stdio_target.command)
    assert (ended.code, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    assert "RESULT ok" in lines
    after = lines[lines.index("RESULT ok") + 1]
    assert after.startswith("NEXT   tunnel-client run --control-plane.base-url ")
    assert all(line.startswith("CHECK ") for line in lines[: lines.index("")])
    document = json.loads(doctor(*FREE, "--mcp.command", stdio_target.command, "--json").stdout)
    assert document["result"] == "ok" and document["next"].startswith("tunnel-client run ")
    assert "failed_checks" not in document
    assert set(document["links"]) == {
        "tunnels_management_url", "runtime_api_keys_url", "admin_api_keys_url", "chatgpt_connector_settings_url"
    }  # fmt: skip


def test_a_070_the_command_that_it_names_is_one_that_runs(
    doctor: Doctor, plane: ControlPlane, launcher: Launcher, stdio_target
) -> None:
    words = shlex.split(json.loads(doctor(*FREE, "--mcp.command", stdio_target.command, "--json").stdout)["next"])
    assert words[0] == "tunnel-client"
    process = launcher.start([str(launcher.binary), *words[1:]])
    process.watch(lambda: plane.polls, "a poll")


def test_a_071_without_configuration_the_first_step_is_named(doctor: Doctor) -> None:
    ended = doctor(bare=True, CONTROL_PLANE_API_KEY=None)
    assert ended.code == 2
    assert ended.stdout.endswith("EXIT_CODE 2\n")
    assert "FAILED_CHECKS tunnel_id" in ended.stdout.splitlines()
    assert json.loads(doctor("--json", bare=True, CONTROL_PLANE_API_KEY=None).stdout)["failed_checks"] == ["tunnel_id"]


@pytest.mark.parametrize(
    ("id", "flags", "variables"),
    [
        ("tunnel_id", ["--control-plane.tunnel-id", "tunnel_x"], {}),
        ("control_plane_api_key", [], {"CONTROL_PLANE_API_KEY": None}),
        ("control_plane_api_key", [], {"CONTROL_PLANE_API_KEY": "se cret"}),
        ("control_plane_api_key", ["--control-plane.api-key", "env:NOT_THERE"], {}),
        ("control_plane_base_url", ["--control-plane.base-url", "ftp://x"], {}),
        ("control_plane_base_url", ["--control-plane.url-path", "x"], {}),
        ("mcp_target", ["--mcp.command", "channel=harpoon,command=x"], {}),
        ("mcp_target", ["--mcp.server-url", "notaurl"], {}),
        ("config_validation", ["--log.level", "loud"], {}),
        ("config_validation", ["--control-plane.max-inflight", "0"], {}),
        ("config_validation", [], {"LOG_HTTP_RAW_UNSAFE": "MAYBE"}),
    ],
)
def test_a_072_each_problem_has_its_check(doctor: Doctor, id: str, flags: list[str], variables: dict) -> None:
    target = [] if id == "mcp_target" else ["--mcp.server-url", "http://127.0.0.1:9/mcp"]
    ended = doctor(*FREE, *target, *flags, "--json", **variables)
    found = checks(ended)
    assert [check for check in found if found[check]["status"] == "FAIL"] == [id]
    assert found[id]["code"] == "configuration_invalid"
    assert "se cret" not in ended.stdout


def test_a_072_all_problems_are_there_at_once(doctor: Doctor) -> None:
    """W-28."""
    flags = ["--log.level", "loud", "--control-plane.tunnel-id", "x", "--mcp.server-url", "nope", "--health.listen-addr", "x"]
    found = checks(doctor(*flags, "--json"))
    assert {"tunnel_id", "mcp_target", "config_validation"} <= {i for i in found if found[i]["status"] == "FAIL"}
    assert len(found["config_validation"]["evidence"]) == 2


def test_a_073_explain_explains_what_did_not_pass(doctor: Doctor) -> None:
    flags = [*FREE, "--mcp.server-url", f"http://127.0.0.1:{free_port()}/mcp"]
    short, long = doctor(*flags).stdout, doctor(*flags, "--explain").stdout
    assert "Why this matters" not in short
    for block in ["Why this matters", "Evidence", "What to do next", "  1. "]:
        assert block in long
    explained = [line.split()[1] for line in long[long.index("RESULT") :].splitlines() if line.startswith("CHECK ")]
    listed = [line.split() for line in long[: long.index("RESULT")].splitlines() if line.startswith("CHECK ")]
    assert explained == [words[1] for words in listed if words[2] != "PASS"]


def test_a_074_nobody_listens(doctor: Doctor) -> None:
    ended = doctor(*FREE, "--mcp.server-url", f"http://127.0.0.1:{free_port()}/mcp", "--json")
    found = checks(ended)
    assert json.loads(ended.stdout)["failed_checks"] == ["mcp_server_reachable"]
    assert found["mcp_server_reachable"]["code"] == "mcp_server_unreachable"
    assert found["oauth_metadata"]["status"] == "SKIP"


def test_a_server_that_has_moved_says_where_to(doctor: Doctor) -> None:
    """HT-08: redirects are not followed, and the answer to that is at hand."""
    target = HTTPTarget()
    handler = target._server.RequestHandlerClass
    moved = {"Location": "https://mcp.example.com/new?token=s3cret"}
    handler.do_POST = lambda self: (self.read_body(), self.reply(308, moved))
    try:
        found = checks(doctor(*FREE, "--mcp.server-url", target.url, "--json"))["mcp_server_reachable"]
        assert found["status"] == "FAIL"
        shown = json.dumps(found)
        assert "set its URL to where it is: https://mcp.example.com/new" in shown and "s3cret" not in shown, shown
    finally:
        target.close()


def test_a_075_a_server_on_stdio_has_no_address(doctor: Doctor, stdio_target) -> None:
    found = checks(doctor(*FREE, "--mcp.command", stdio_target.command, "--json"))
    assert found["mcp_server_reachable"]["status"] == found["oauth_metadata"]["status"] == "SKIP"
    assert found["mcp_command_executable"]["status"] == found["mcp_handshake:main"]["status"] == "PASS"
    assert found["codex_plugin"]["status"] == "SKIP"


@pytest.mark.parametrize("kind", ["tcp", "unix"])
def test_a_076_another_program_has_the_address(doctor: Doctor, http_target: HTTPTarget, tmp_path: Path, kind: str) -> None:
    path = str(tmp_path / "taken.sock")
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.socket(socket.AF_UNIX) as local:
        local.bind(path)
        local.listen()
        flags = {
            "tcp": ["--health.listen-addr", f"127.0.0.1:{taken.getsockname()[1]}"], "unix": ["--health.unix-socket", path]
        }  # fmt: skip
        found = checks(doctor(*flags[kind], "--mcp.server-url", http_target.url, "--json"))
    assert found["health_listener"]["status"] == "FAIL" and found["health_listener"]["code"] == "listen_failed"
    assert found["ui"]["status"] == "SKIP"


@pytest.mark.parametrize("kind", ["tcp", "unix"])
def test_a_077_its_own_daemon_is_recognised(
    doctor: Doctor, plane: ControlPlane, launcher: Launcher, http_target: HTTPTarget, tmp_path: Path, kind: str
) -> None:
    """W-27: also its PID file is held by the right one. For another tunnel it is a stranger."""
    path = tmp_path / "own.sock"
    flags = {
        "tcp": ["--health.listen-addr", f"127.0.0.1:{free_port()}"], "unix": ["--health.unix-socket", str(path)]
    }[kind] + ["--mcp.server-url", http_target.url, "--pid.file", str(tmp_path / "pid")]  # fmt: skip
    common = ["--control-plane.base-url", plane.base_url, "--control-plane.tunnel-id", TUNNEL_ID]
    process = launcher.start([str(launcher.binary), "run", *common, *flags])
    process.watch(lambda: len(plane.polls) > 0, "a poll")
    found = checks(doctor(*flags, "--json"))
    assert found["health_listener"]["status"] == "PASS"
    assert "already running" in found["health_listener"]["summary"]
    assert found["pid_file"]["status"] == "PASS" and str(process.child.pid) in found["pid_file"]["summary"]
    assert found["ui"]["status"] == "PASS"
    other = checks(doctor(*flags, "--control-plane.tunnel-id", "tunnel_" + "b" * 32, "--offline", "--json"))
    assert other["health_listener"]["status"] == other["pid_file"]["status"] == "FAIL"
    assert process.is_running


def test_a_077_a_stale_socket_is_no_obstacle(doctor: Doctor, http_target: HTTPTarget, tmp_path: Path) -> None:
    """W-27: doctor leaves it where it is."""
    path = tmp_path / "stale.sock"
    with socket.socket(socket.AF_UNIX) as local:
        local.bind(str(path))
    found = checks(doctor("--health.unix-socket", str(path), "--mcp.server-url", http_target.url, "--json"))
    assert found["health_listener"]["status"] == "PASS" and path.exists()


class Refusing(Handler):
    """A control plane that answers every GET with `owner.status`."""

    def do_GET(self) -> None:
        head = {"Content-Type": "application/json", "X-Request-Id": "req-77", **self.owner.head}
        self.reply(self.owner.status, head, self.owner.body)


@pytest.fixture
def refusing() -> Iterator[ScriptedServer]:
    server = ScriptedServer(Refusing)
    server.status, server.head, server.body = 401, {}, b'{"error": {"code": "nope", "message": "go away"}}'
    yield server
    server.close()


@pytest.mark.parametrize(
    ("status", "code", "advice"),
    [
        (401, "unauthorized", "api-keys"),
        (403, "forbidden", "permission"),
        (404, "tunnel_not_found", "tunnel id"),
        (500, "control_plane_error", "request id"),
    ],
)
def test_a_078_the_control_plane_refuses(
    doctor: Doctor, refusing: ScriptedServer, http_target: HTTPTarget, status: int, code: str, advice: str
) -> None:
    """W-25."""
    refusing.status = status
    flags = [*FREE, "--mcp.server-url", http_target.url, "--control-plane.base-url", refusing.base_url]
    ended = doctor(*flags, "--json")
    found = checks(ended)["control_plane_auth"]
    assert found["status"] == "FAIL" and found["code"] == code and str(status) in found["summary"]
    assert advice in " ".join(found["next"])
    assert API_KEY not in ended.stdout
    # The rest is looked at all the same.
    assert checks(ended)["mcp_server_reachable"]["status"] == "PASS"
    offline = checks(doctor(*flags, "--offline", "--json"))
    assert offline["control_plane_auth"]["status"] == "SKIP"
    assert "--offline" in offline["control_plane_auth"]["summary"]


def test_a_078_the_control_plane_is_not_there(doctor: Doctor, http_target: HTTPTarget) -> None:
    flags = [*FREE, "--mcp.server-url", http_target.url, "--control-plane.base-url", f"http://127.0.0.1:{free_port()}"]
    found = checks(doctor(*flags, "--json"))
    assert found["control_plane_auth"]["code"] == "control_plane_unreachable"
    assert "clock" not in found
    assert checks(doctor(*flags, "--offline", "--json"))["control_plane_auth"]["status"] == "SKIP"


def test_a_078_nothing_is_polled(doctor: Doctor, plane: ControlPlane, http_target: HTTPTarget) -> None:
    assert doctor(*FREE, "--mcp.server-url", http_target.url).code == 0
    assert plane.polls == [] and plane.posts == []


@pytest.mark.parametrize(("date", "status"), [("Sun, 06 Nov 2044 08:49:37 GMT", "WARN"), ("not a date", None)])
def test_the_clocks_are_compared(
    doctor: Doctor, refusing: ScriptedServer, http_target: HTTPTarget, date: str, status: str | None
) -> None:
    """W-25."""
    refusing.status, refusing.head, refusing.body = 200, {"Date": date}, b'{"id": "x", "name": "n"}'
    flags = [*FREE, "--mcp.server-url", http_target.url, "--control-plane.base-url", refusing.base_url]
    ended = doctor(*flags, "--json")
    found = checks(ended).get("clock", {})
    assert ended.code == 0 and found.get("status") == status
    if status:
        assert found["code"] == "clock_skew" and "behind" in found["summary"]


def test_a_managed_cloudflared_needs_its_runtime(
    doctor: Doctor, plane: ControlPlane, http_target: HTTPTarget, tmp_path: Path
) -> None:
    """user needs 70: what run asks the control plane for, doctor asks for, too."""
    program = tmp_path / "cloudflared"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    flags = [*FREE, "--mcp.server-url", http_target.url, "--cloudflared.managed", "--cloudflared.path", str(program)]
    found = checks(doctor(*flags, "--json"))
    assert found["cloudflared_runtime"]["code"] == "managed_runtime_unavailable"
    assert "404" in found["cloudflared_runtime"]["summary"]
    plane.runtime = {
        "cloudflare_tunnel": {"tunnel_id": "t", "name": "n", "account_id": "a"}, "runtime_token": "run-t0ken"
    }  # fmt: skip
    ended = doctor(*flags, "--json")
    assert checks(ended)["cloudflared_runtime"]["status"] == "PASS"
    assert "run-t0ken" not in ended.stdout
    program.unlink()
    assert checks(doctor(*flags, "--json"))["cloudflared"]["code"] == "program_not_found"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.mark.parametrize("way", ["ca", "certificate", "proxy"])
def test_a_079_the_server_is_reached_as_run_reaches_it(
    doctor: Doctor, http_target: HTTPTarget, authority: Authority, tmp_path: Path, way: str
) -> None:
    """W-26: private CA, client certificate, proxy; without each of them it is not."""
    clients = authority.root.certificate if way == "certificate" else None
    nginx = Nginx(tmp_path / "nginx", http_target.base_url, authority.issue("mcp", "IP:127.0.0.1"), clients=clients)
    client = authority.issue("client")
    proxy = ConnectProxy("agent:s3cret")
    trust = ["--ca-bundle", str(authority.root.certificate)]
    ways = {
        "ca": (trust, []),
        "certificate": (["--mcp.client-cert", str(client.certificate), "--mcp.client-key", str(client.key)], trust),
        # Only the proxy knows the way: the address is one that nobody has.
        "proxy": (["--mcp.http-proxy", proxy.url("agent:s3cret")], trust),
    }
    needed, always = ways[way]
    flags = [*FREE, "--mcp.server-url", f"{nginx.base_url}/mcp", *always, "--json"]
    try:
        found = checks(doctor(*flags, *needed))
        assert found["mcp_server_reachable"]["status"] == "PASS", found["mcp_server_reachable"]
        assert found["oauth_metadata"]["status"] != "SKIP"
        if way == "proxy":
            assert proxy.targets() and set(proxy.targets()) == {f"127.0.0.1:{nginx.port}"}
            wrong = doctor(*flags, "--mcp.http-proxy", proxy.url("agent:wr0ng"))
            assert checks(wrong)["mcp_server_reachable"]["status"] == "FAIL"
            assert "wr0ng" not in wrong.stdout
        else:
            assert checks(doctor(*flags))["mcp_server_reachable"]["status"] == "FAIL"
    finally:
        nginx.close()
        proxy.close()


def test_an_unusable_bundle_is_said(doctor: Doctor, http_target: HTTPTarget, tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_text("no certificate")
    ended = doctor(*FREE, "--mcp.server-url", http_target.url, "--ca-bundle", str(bundle), "--json")
    checks(ended)
    assert ended.code == 2 and str(bundle) in ended.stdout



def test_a_server_that_wants_authorization_is_there(doctor: Doctor, http_target: HTTPTarget) -> None:
    from targets.http_server import Answer

    http_target.handshake = lambda body: None
    http_target.respond = lambda call: Answer(b"", 401, {"WWW-Authenticate": "Bearer"})
    found = checks(doctor(*FREE, "--mcp.server-url", http_target.url, "--json"))
    assert found["mcp_server_reachable"]["status"] == "PASS"
    assert "authorization" in found["mcp_server_reachable"]["summary"]


def test_empty_variables_are_noted(doctor: Doctor, http_target: HTTPTarget) -> None:
    """W-07, A-063."""
    found = checks(doctor(*FREE, "--mcp.server-url", http_target.url, "--json", LOG_LEVEL="", MCP_COMMAND=""))
    assert found["environment"]["status"] == "PASS"
    assert found["environment"]["evidence"] == ["LOG_LEVEL", "MCP_COMMAND"]
    assert "environment" not in checks(doctor(*FREE, "--mcp.server-url", http_target.url, "--json"))


def test_errors_of_the_command_line_are_one_document_too(launcher: Launcher) -> None:
    """W-02."""
    ended = launcher.to_end("doctor", "--json", "--nope")
    assert ended.code == 1 and ended.stderr == ""
    assert json.loads(ended.stdout)["error"]["code"] == "usage_error"


def test_passwords_in_urls_are_not_shown(doctor: Doctor) -> None:
    """W-08."""
    port = free_port()
    for flags in [[], ["--explain"], ["--json"]]:
        ended = doctor(*FREE, "--mcp.server-url", f"http://user:p4ssw0rd@127.0.0.1:{port}/mcp", *flags)
        assert "p4ssw0rd" not in ended.stdout + ended.stderr


# ---- What doctor passes, run does; what run refuses, doctor says ------------------------------------------

ECHO = "com.example.echo"


def profile_of(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "case.yaml"
    path.write_text(f"config_version: 1\n{text}")
    path.chmod(0o600)
    return ["--profile-file", str(path)]


def plugin_profile(tmp_path: Path, **members: object) -> list[str]:
    folder = tmp_path / "plugins"
    folder.mkdir(exist_ok=True)
    search = members.pop("search_path", str(folder))
    load = {"id": members.pop("id", "org.tunnel-client.stub"), **members}
    return profile_of(
        tmp_path,
        f"plugins:\n  search_path: [{json.dumps(search)}]\n  load: [{json.dumps(load)}]\n"
        f"mcp:\n  bindings:\n    - channel: main\n      transport: {load['id']}\n",
    )


def broken_plugin(tmp_path: Path) -> list[str]:
    flags = plugin_profile(tmp_path, id=ECHO)
    (tmp_path / "plugins" / "libcom.example.echo.so").write_text("no library")
    return flags


def held_pid_file(tmp_path: Path) -> list[str]:
    import fcntl

    path = tmp_path / "held.pid"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    os.set_inheritable(descriptor, False)
    return ["--embedded-mcp-stub", "--pid.file", str(path)]


def file_of(tmp_path: Path, name: str, text: str = "x\n", mode: int = 0o600) -> str:
    path = tmp_path / name
    path.write_text(text)
    path.chmod(mode)
    return str(path)


GOOD: dict[str, Callable[[Path], list[str]]] = {
    "stub": lambda p: ["--embedded-mcp-stub"],
    "stub in a profile": lambda p: profile_of(p, "mcp:\n  bindings:\n    - transport: org.tunnel-client.stub\n"),
    "version": lambda p: plugin_profile(p, version=">=0.1"),
    "isolated": lambda p: plugin_profile(p, isolation="process"),
    "key from a file": lambda p: ["--embedded-mcp-stub", "--control-plane.api-key", "file:" + file_of(p, "k", API_KEY)],
    "key from a command": lambda p: ["--embedded-mcp-stub", "--control-plane.api-key", f"exec:echo {API_KEY}"],
    "log file": lambda p: ["--embedded-mcp-stub", "--log.file", str(p / "log"), "--log.format", "json"],
}
BAD: dict[str, tuple[str, Callable[[Path], list[str]]]] = {
    "no plugin": ("plugins", lambda p: plugin_profile(p, id=ECHO)),
    "wrong version": ("plugins", lambda p: plugin_profile(p, version=">=99")),
    "wrong digest": ("plugins", lambda p: plugin_profile(p, sha256="a" * 64)),
    "wrong version, isolated": ("mcp_start", lambda p: plugin_profile(p, version=">=99", isolation="process")),
    "wrong digest, isolated": ("mcp_start", lambda p: plugin_profile(p, sha256="a" * 64, isolation="process")),
    "broken plugin": ("plugins", broken_plugin),
    "no version": ("plugins", lambda p: plugin_profile(p, version="soon")),
    "a grant is missing": ("mcp_start", lambda p: profile_of(
        p,
        "plugins:\n  load: [{id: org.tunnel-client.http, grants: []}]\n"
        "mcp:\n  server_urls: [{url: 'http://127.0.0.1:9/mcp'}]\n",
    )),
    "wrong configuration": ("mcp_start", lambda p: profile_of(
        p, "mcp:\n  bindings: [{transport: org.tunnel-client.stub, config: {nope: 1}}]\n"
    )),
    "log file": ("log_file", lambda p: ["--embedded-mcp-stub", "--log.file", file_of(p, "f") + "/log", "--log.format", "json"]),
    "url file": ("health_url_file", lambda p: ["--embedded-mcp-stub", "--health.url-file", file_of(p, "f") + "/url"]),
    "pid file": ("pid_file", lambda p: ["--embedded-mcp-stub", "--pid.file", str(p / "no" / "pid")]),
    "held pid file": ("pid_file", held_pid_file),
    "secret that all can read": ("control_plane_api_key", lambda p: [
        "--embedded-mcp-stub", "--control-plane.api-key", "file:" + file_of(p, "k", API_KEY, 0o644)]),
    "exec that fails": ("control_plane_api_key", lambda p: [
        "--embedded-mcp-stub", "--control-plane.api-key", "exec:false"]),
    "profile": ("profile_load", lambda p: ["--profile-file", str(p / "none.yaml")]),
    "two profiles": ("config_source", lambda p: ["--profile", "a", "--config", str(p / "b.yaml")]),
    "typo": ("config_validation", lambda p: profile_of(
        p, "healht: {}\nmcp:\n  bindings: [{transport: org.tunnel-client.stub}]\n")),
    "cloudflared": ("cloudflared", lambda p: [
        "--embedded-mcp-stub", "--cloudflared.token", "env:CONTROL_PLANE_API_KEY", "--cloudflared.path", str(p / "no")]),
}  # fmt: skip


@pytest.mark.parametrize("case", GOOD)
def test_what_doctor_passes_run_does(
    doctor: Doctor, launcher: Launcher, plane: ControlPlane, tmp_path: Path, case: str
) -> None:
    flags = GOOD[case](tmp_path)
    ended = doctor(*FREE, *flags, "--json")
    checks(ended)
    assert ended.code == 0, ended.stdout
    launcher.run(plane, *flags).wait_ready()


@pytest.mark.parametrize("case", BAD)
def test_what_run_refuses_doctor_says(
    doctor: Doctor, launcher: Launcher, plane: ControlPlane, tmp_path: Path, case: str
) -> None:
    id, make = BAD[case]
    flags = make(tmp_path)
    found = checks(doctor(*FREE, *flags, "--json"))
    assert id in [check for check in found if found[check]["status"] == "FAIL"], found
    own = ["--control-plane.base-url", plane.base_url, "--control-plane.tunnel-id", TUNNEL_ID]
    ended = launcher.to_end("run", *own, *FREE, *flags, env=environment(HOME=str(tmp_path)))
    assert ended.code == 1 and ended.complaint
    assert plane.polls == []
