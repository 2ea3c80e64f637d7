"""Tunnels in the background: `runtimes` and `admin-profiles` (operator 15 to 17, 30.1, 28.8; W-57 to W-69)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import StdioTarget
from controlplane import API_KEY, TUNNEL_ID, ControlPlane
from harness.process import Ended, Launcher, environment, http_get
from harness.rpc import tools_call
from harness.waiting import wait_until
from targets.http_server import HTTPTarget, done
from targets.management import Management


# operator 17.3.7, 17.4 and 17.4.2.
COMMON_KEYS = set(
    """admin_profile admin_profile_path profile_name profile_dir profile_path profile_exists config_path health_url_file
    health_url ui_url runtime_state healthy ready remote_error tmux process_running process local repair_actions
    next_steps""".split()
)
CONNECT_KEYS = COMMON_KEYS | set(
    """alias tunnel launched mode command session_name log_path launch_diagnostics started running already_running
    pid""".split()
)
STATUS_KEYS = COMMON_KEYS | set(
    """alias tunnel_id remote stale error repair_command control_plane_poll_health remote_lookup_attempted
    remote_lookup_auth_kind remote_lookup_auth_ref remote_skipped_reason""".split()
)
LOCAL_KEYS = set(
    """runtime_state issues profile health effective_health live_admin_ui control_plane_poll_health log tmux
    process_running""".split()
)


class Machine:
    """A home of its own, and the commands of a person there."""

    def __init__(self, launcher: Launcher, home: Path):
        self.launcher = launcher
        self.home = home
        home.mkdir()
        self.root = home / "state" / "tunnel-client"
        self.profiles = home / "config" / "tunnel-client"

    def environment(self, **more: str | None) -> dict[str, str]:
        own = {
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "CODEX_HOME": str(self.home / "codex"),
            "TMUX_TMPDIR": str(self.home),
            "TMUX": None,
        }
        return environment(**{**own, **more})

    def run(self, *words: str, **more: str | None) -> Ended:
        return self.launcher.to_end(*words, env=self.environment(**more))

    def runtimes(self, *words: str, **more: str | None) -> Ended:
        return self.run("runtimes", *words, **more)

    def json(self, *words: str, code: int = 0, **more: str | None) -> dict:
        ended = self.run(*words, "--json", **more)
        assert ended.code == code, ended
        return json.loads(ended.stdout)

    def connect(self, plane: ControlPlane, target: str, *words: str, code: int = 0, mode: str = "process") -> dict:
        """A target is a URL or a command."""
        flag = "--mcp-server-url" if target.startswith("http") else "--mcp-command"
        own = ["--control-plane-base-url", plane.base_url, flag, target, "--mode", mode]
        return self.json("runtimes", "connect", "--alias", "demo", "--tunnel-id", TUNNEL_ID, *own, *words, code=code)

    def state(self, name: str) -> dict:
        return json.loads((self.root / name).read_text())

    def write(self, name: str, value: object) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(value if isinstance(value, str) else json.dumps(value))

    def snapshot(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in sorted(self.home.rglob("*")) if path.is_file()}

    def end(self) -> None:
        """No daemon outlives its test."""
        for file in self.root.glob("processes.yaml"):
            try:
                records = json.loads(file.read_text())
            except ValueError:
                continue
            for record in records.values():
                for pid in [record.get("supervisor_pid", 0), record.get("pid", 0)]:
                    if is_daemon(pid):
                        os.kill(pid, signal.SIGKILL)
        subprocess.run(["tmux", "kill-server"], env=self.environment(), capture_output=True, check=False)


def is_daemon(pid: int) -> bool:
    try:
        return pid > 0 and b"tunnel-client" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX"
    except OSError:
        return True


@pytest.fixture
def machine(launcher: Launcher, tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(launcher, tmp_path / "home")
    yield machine
    machine.end()


def error_of(ended: Ended) -> dict:
    assert ended.code == 1, ended
    return json.loads(ended.stdout)["error"]


# ---- A life in the background -----------------------------------------------------------------------------


def test_a_166_to_a_172_a_tunnel_lives_in_the_background(
    machine: Machine, plane: ControlPlane, stdio_target: StdioTarget
) -> None:
    """A-166, A-168, A-170, A-172: connect, traffic, connect again, status, stop, again, rm; A-167: the key is nowhere."""
    connected = machine.connect(plane, stdio_target.command)
    pid = connected["pid"]
    assert connected["launched"] and connected["started"] and connected["mode"] == "process"
    assert connected["runtime_state"] == "ready" and connected["launch_diagnostics"] is None
    assert connected["healthy"] and connected["ready"] and not connected["already_running"]
    assert CONNECT_KEYS <= set(connected)
    profile = machine.profiles / "demo.yaml"
    assert connected["profile_path"] == connected["config_path"] == str(profile)
    assert json.loads(profile.read_text()) == {
        "config_version": 1,
        "control_plane": {
            "base_url": plane.base_url,
            "tunnel_id": TUNNEL_ID,
            "api_key": "env:CONTROL_PLANE_API_KEY",
        },
        "health": {"listen_addr": "127.0.0.1:0", "url_file": str(machine.root / "health" / "demo.url")},
        "admin_ui": {"open_browser": False},
        "log": {"level": "info", "format": "json", "file": str(machine.root / "logs" / "demo.log")},
        "mcp": {"commands": [{"channel": "main", "command": stdio_target.command}]},
    }
    assert machine.root.stat().st_mode & 0o777 == 0o700
    for file in [profile, machine.root / "aliases.yaml", machine.root / "processes.yaml"]:
        assert file.stat().st_mode & 0o777 == 0o600, file

    command = plane.send(tools_call("echo"))
    assert plane.answer(command).envelope["resp_code"] == 200

    again = machine.connect(plane, stdio_target.command)
    assert again["already_running"] and not again["launched"] and again["pid"] == pid
    status = machine.json("runtimes", "status", "demo")
    assert status["runtime_state"] == "ready" and status["process"]["pid"] == pid
    assert STATUS_KEYS <= set(status) and LOCAL_KEYS <= set(status["local"])
    assert status["control_plane_poll_health"]["state"] == "healthy"  # A-171, W-68
    assert machine.runtimes("status", "demo").stdout == f"demo\tready\t{TUNNEL_ID}\n"

    everything = b"".join(machine.snapshot().values()) + Path(f"/proc/{pid}/cmdline").read_bytes()
    assert API_KEY.encode() not in everything

    assert machine.runtimes("rm", "demo").code == 1
    stopped = machine.runtimes("stop", "demo")
    assert (stopped.code, stopped.stdout) == (0, "Stopped demo\n")
    assert is_gone(pid) and not (machine.root / "health" / "demo.url").exists()
    again = machine.runtimes("stop", "demo")
    assert (again.code, again.stdout) == (0, "demo was not running\n")
    twice = machine.json("runtimes", "disconnect", "demo")
    assert twice["already_stopped"] and twice["stopped"] and twice["runtime_state"] == "stopped"
    assert machine.state("processes.yaml")["demo"]["pid"] == 0

    removed = machine.json("runtimes", "remove", "demo")
    assert removed["removed"] and str(profile) in removed["removed_paths"] and not profile.exists()
    assert machine.state("aliases.yaml") == {} and list(machine.profiles.iterdir()) == []
    actions = [line.split("action=")[1].split()[0] for line in (machine.root / "history.md").read_text().splitlines()]
    assert actions == ["connect", "stop", "rm"]


def test_a_167_in_tmux_the_key_is_in_no_place_that_others_see(
    machine: Machine, plane: ControlPlane, http_target: HTTPTarget
) -> None:
    """W-69: not on a command line, not in `tmux show-environment`; a session ends with its daemon."""
    assert shutil.which("tmux"), "tmux is missing: run scripts/integration-tests, or apt-get install tmux"
    connected = machine.connect(plane, http_target.url, mode="auto")
    session = connected["session_name"]
    assert connected["mode"] == "tmux" and session.startswith("tunnel-mcp__demo__")
    assert connected["tmux"] == {"session_name": session, "running": True}

    def tmux(*words: str) -> subprocess.CompletedProcess:
        return subprocess.run(["tmux", *words], env=machine.environment(), capture_output=True, text=True, check=False)

    seen = tmux("show-environment", "-g").stdout + tmux("show-environment", "-t", session).stdout
    seen += tmux("list-panes", "-a", "-F", "#{pane_start_command} #{pane_current_command}").stdout
    assert seen and API_KEY not in seen and "CONTROL_PLANE_API_KEY" not in seen
    assert API_KEY.encode() not in b"".join(machine.snapshot().values())
    assert machine.connect(plane, http_target.url, mode="auto")["already_running"]
    assert machine.runtimes("stop", "demo").code == 0
    assert is_gone(connected["pid"]) and tmux("has-session", "-t", f"={session}").returncode != 0

    pid = machine.connect(plane, http_target.url, mode="tmux")["pid"]
    tmux("kill-session", "-t", f"={session}")
    wait_until(lambda: is_gone(pid), "the end of the daemon with its session")
    wait_until(lambda: machine.state("processes.yaml")["demo"]["mode"] == "stopped", "the word of it")
    assert machine.json("runtimes", "status", "demo")["runtime_state"] == "stopped"


def test_a_169_another_target_is_another_daemon(machine: Machine, plane: ControlPlane, http_target: HTTPTarget) -> None:
    """A-169, W-66; and connect alone starts what was stopped."""
    first = machine.connect(plane, http_target.url)
    other = HTTPTarget()
    try:
        second = machine.connect(plane, other.url)
        assert second["launched"] and second["replaced"] and second["pid"] != first["pid"] and is_gone(first["pid"])
        assert second["process"]["target_value"] == other.url
        machine.runtimes("stop", "demo")
        third = machine.json("runtimes", "connect", "--alias", "demo", "--mode", "process")
        assert third["ready"] and third["process"]["target_value"] == other.url
        machine.runtimes("stop", "demo")
    finally:
        other.close()


def test_a_stop_lets_calls_under_way_finish(machine: Machine, plane: ControlPlane, http_target: HTTPTarget) -> None:
    """The drain timeout of `run` is a second; that of a daemon is ten (W-69)."""
    machine.connect(plane, http_target.url)
    release = threading.Event()

    def answer(call):
        release.wait(30)
        return done(call)

    http_target.respond = answer
    command = plane.send(tools_call("hold"))
    wait_until(lambda: http_target.calls, "the call in the server")
    url = (machine.root / "health" / "demo.url").read_text().strip()
    with ThreadPoolExecutor() as pool:
        stopping = pool.submit(machine.runtimes, "stop", "demo")
        wait_until(lambda: http_get(url + "/readyz") == (503, "draining"), "the drain")
        release.set()
        assert stopping.result().code == 0
    assert plane.answer(command).envelope["resp_code"] == 200


# ---- What can go wrong ------------------------------------------------------------------------------------


def test_a_177_a_server_that_crashes_is_told_with_the_log(machine: Machine, plane: ControlPlane) -> None:
    """W-65: exit code 2, the cause, the end of the log; in text and in JSON."""
    command = f"{sys.executable} -c 'import sys; sys.exit(\"no such database\")'"
    document = machine.connect(plane, command, code=2)
    diagnostics = document["launch_diagnostics"]
    assert diagnostics["cause"] and diagnostics["log_path"].endswith("demo.log") and not document["ready"]
    assert any("no such database" in line for line in diagnostics["log_tail"]), diagnostics
    machine.runtimes("stop", "demo")
    text = machine.runtimes("connect", "--alias", "demo", "--mode", "process")
    assert text.code == 2 and "Not connected: " in text.stdout and "no such database" in text.stdout, text


def test_a_daemon_that_was_killed_is_told_and_started_again(
    machine: Machine, plane: ControlPlane, http_target: HTTPTarget
) -> None:
    """kill -9: status says crashed, cleanup settles it, connect starts it."""
    pid = machine.connect(plane, http_target.url, "--restart", "never")["pid"]
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: is_gone(pid), "the end of the daemon")
    status = machine.json("runtimes", "status", "demo")
    assert status["runtime_state"] == "crashed" and not status["process_running"] and not status["healthy"]
    assert status["repair_actions"][0]["id"] == "start_runtime" and status["since"].endswith("Z")
    assert "--mcp-server-url" in status["next_steps"][0] and status["remote"]["name"] == "scripted"
    before = machine.snapshot()
    dry = machine.json("runtimes", "cleanup")
    assert dry["entries"][0]["classification"] == "valid_profile" and dry["next_steps"]
    assert machine.snapshot() == before
    assert machine.json("runtimes", "cleanup", "--apply")["removed"] == []
    assert machine.json("runtimes", "status", "demo")["runtime_state"] == "stopped"
    assert machine.connect(plane, http_target.url)["ready"]


def test_a_178_a_daemon_that_was_killed_comes_back_by_itself(
    machine: Machine, plane: ControlPlane, http_target: HTTPTarget
) -> None:
    """A-178, W-64: restarted after a pause, the crash counted; stop ends both, or what is left of them."""
    connected = machine.connect(plane, http_target.url)
    supervisor = connected["process"]["supervisor_pid"]
    os.kill(connected["pid"], signal.SIGKILL)

    def back() -> dict | None:
        status = machine.json("runtimes", "status", "demo")
        return status if status["ready"] and status["process"]["pid"] != connected["pid"] else None

    status = wait_until(back, "the daemon")
    assert status["crash_count"] == 1 and status["last_crash_at"].endswith("Z")
    assert status["process"]["last_exit_code"] == 128 + signal.SIGKILL
    assert machine.runtimes("stop", "demo").code == 0
    assert is_gone(supervisor) and is_gone(status["process"]["pid"])

    alone = machine.connect(plane, http_target.url)
    os.kill(alone["process"]["supervisor_pid"], signal.SIGKILL)
    wait_until(lambda: is_gone(alone["process"]["supervisor_pid"]), "the end of the supervisor")
    assert machine.json("runtimes", "status", "demo")["ready"]
    assert machine.runtimes("stop", "demo").code == 0 and is_gone(alone["pid"])


def test_a_173_another_process_with_the_number_is_left_alone(
    machine: Machine, plane: ControlPlane, http_target: HTTPTarget
) -> None:
    """W-63: stop refuses with exit code 2; cleanup forgets the number; the process lives."""
    pid = machine.connect(plane, http_target.url, "--restart", "never")["pid"]
    os.kill(pid, signal.SIGKILL)
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        for start in [None, 1]:
            records = machine.state("processes.yaml")
            records["demo"] |= {"pid": stranger.pid, "mode": "process"}
            if start is None:
                # As the peer writes it.
                del records["demo"]["start_time"], records["demo"]["boot_id"]
            else:
                records["demo"] |= {"start_time": start}
            machine.write("processes.yaml", records)
            assert machine.json("runtimes", "status", "demo")["runtime_state"] == "orphaned"
            stopped = machine.json("runtimes", "stop", "demo", code=2)
            assert not stopped["stopped"] and str(stranger.pid) in stopped["stop_error"]
        machine.json("runtimes", "cleanup", "--apply")
        assert machine.json("runtimes", "status", "demo")["runtime_state"] == "stopped"
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_175_a_profile_of_a_person_is_neither_written_nor_deleted(
    machine: Machine, plane: ControlPlane, http_target: HTTPTarget
) -> None:
    """A-175, W-67."""
    machine.profiles.mkdir(parents=True)
    own = machine.profiles / "mine.yaml"
    own.write_text("config_version: 1\n")
    ended = machine.runtimes(
        *["connect", "--alias", "demo", "--profile", "mine", "--tunnel-id", TUNNEL_ID, "--json"],
        *["--mcp-command", http_target.url],
    )
    assert error_of(ended)["code"] == "profile_not_managed"
    assert own.read_text() == "config_version: 1\n" and not (machine.root / "aliases.yaml").exists()
    machine.connect(plane, http_target.url)
    machine.runtimes("stop", "demo")
    generated = machine.profiles / "demo.yaml"
    generated.write_text(generated.read_text() + "# mine now\n")
    assert machine.json("runtimes", "rm", "demo")["kept_profile"] == str(generated)
    assert generated.exists() and own.exists()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--mcp-command", "sh -c true", "--runtime-api-key", "sk-0123456789abcdef"], "profile_invalid", "literal"),
        (["--mcp-command", "server --token hunter2hunter2"], "usage_error", "(--token) in it"),
        (["--mcp-server-url", "https://me:hunter2@host/mcp"], "usage_error", "--mcp-server-url"),
        (["--mcp-command", "no-such-program-at-all"], "usage_error", "no-such-program-at-all"),
        (["--mcp-command", "true", "--tunnel-id", "nonsense"], "profile_invalid", "tunnel"),
        ([], "usage_error", "--mcp-command"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_written(
    machine: Machine, words: list[str], code: str, told: str
) -> None:
    """A-167, operator 15.5: secrets by reference only, and never repeated."""
    ended = machine.runtimes("connect", "--alias", "demo", "--tunnel-id", TUNNEL_ID, *words, "--json")
    error = error_of(ended)
    assert error["code"] == code and told in json.dumps(error), error
    assert "hunter2" not in ended.stdout and "sk-0123" not in ended.stdout
    assert not (machine.root / "aliases.yaml").exists() and not machine.profiles.exists()


def test_without_its_key_nothing_is_started(machine: Machine) -> None:
    ended = machine.runtimes(
        *["connect", "--alias", "demo", "--tunnel-id", TUNNEL_ID, "--mcp-command", "true"], CONTROL_PLANE_API_KEY=None
    )
    assert ended.code == 1 and "CONTROL_PLANE_API_KEY" in ended.stderr
    assert not (machine.root / "aliases.yaml").exists()


def test_a_170_an_unknown_alias_is_named_with_a_near_one(machine: Machine) -> None:
    """A-170."""
    machine.write("aliases.yaml", {"demo": {"alias": "demo", "tunnel_id": TUNNEL_ID}})
    for command in ["status", "stop", "rm"]:
        error = error_of(machine.runtimes(command, "demi", "--json"))
        assert error["code"] == "not_found" and '"demo"' in error["hint"]


# ---- State ------------------------------------------------------------------------------------------------


def test_a_162_parallel_writers_lose_nothing(machine: Machine) -> None:
    """A-162, W-57."""
    with ThreadPoolExecutor(20) as pool:
        ended = list(pool.map(lambda number: machine.run("admin-profiles", "set", f"p{number}"), range(20)))
    assert [each.code for each in ended] == [0] * 20, ended
    assert len(machine.json("admin-profiles", "list")["profiles"]) == 20
    assert not [path for path in machine.root.iterdir() if path.name.endswith(".tmp")]


@pytest.mark.parametrize("text", ['{"demo": {"alias": "de', "aliases:\n  demo: {}\n", '["demo"]', '{"a":1}{"b":2}'])
def test_a_180_a_torn_file_is_named_with_what_to_do(machine: Machine, text: str) -> None:
    machine.write("aliases.yaml", text)
    error = error_of(machine.runtimes("list", "--json"))
    assert error["code"] == "state_invalid"
    assert str(machine.root / "aliases.yaml") in error["message"] and "mv " in error["hint"]
    assert (machine.root / "aliases.yaml").read_text() == text


def test_a_160_the_state_root(machine: Machine) -> None:
    """operator 15.1, W-58: a stray legacy folder overrides nothing, and one that is used is named."""

    def root(**more: str | None) -> tuple[str, str]:
        ended = machine.runtimes("list", "--json", **more)
        assert ended.code == 0, ended
        return json.loads(ended.stdout)["state_root"], ended.stderr

    assert root(TUNNEL_CLIENT_STATE_DIR=str(machine.home / "x")) == (str(machine.home / "x"), "")
    assert root() == (str(machine.root), "")
    assert root(XDG_STATE_HOME=None) == (str(machine.home / ".local/state/tunnel-client"), "")
    legacy = machine.home / ".codex" / "tunnel-mcp"
    legacy.mkdir(parents=True)
    assert root() == (str(machine.root), "")
    (legacy / "aliases.yaml").write_text(json.dumps({"demo": {"alias": "demo", "tunnel_id": TUNNEL_ID}}))
    where, told = root()
    assert where == str(machine.root) and str(legacy) in told and "runtimes migrate" in told
    where, told = root(XDG_STATE_HOME=None)
    assert where == str(legacy) and "runtimes migrate" in told
    assert machine.runtimes("migrate", "--apply").code == 0
    assert root() == (str(machine.root), "")
    assert machine.runtimes("list").stdout == f"demo\t{TUNNEL_ID}\n"
    assert (legacy / "aliases.yaml").exists()


def test_the_peers_files_are_read_and_what_is_not_known_stays(machine: Machine) -> None:
    """Users swap binaries: operator 15.2, the older flat form of admin profiles included; W-58."""
    old = {"name": "old", "control_plane_base_url": "https://x.example", "admin_key": "env:K", "later": [1]}
    machine.write("admin_profiles.yaml", {"old": old})
    assert machine.json("admin-profiles", "list")["profiles"][0]["control_plane_base_url"] == "https://x.example"
    machine.json("admin-profiles", "activate", "old")
    state = machine.state("admin_profiles.yaml")
    assert state["active_profile"] == "old" and state["profiles"]["old"]["later"] == [1]
    machine.write("admin_profiles.yaml", {"active_profile": "", "profiles": {}, "other": {"x": 1}})
    machine.json("admin-profiles", "set", "new")
    assert machine.state("admin_profiles.yaml")["other"] == {"x": 1}


# ---- Admin profiles ---------------------------------------------------------------------------------------


def test_a_161_admin_profiles(machine: Machine) -> None:
    """A-161."""
    assert machine.json("admin-profiles", "list") == {
        "active_profile": "",
        "path": str(machine.root / "admin_profiles.yaml"),
        "profiles": [],
        "state_root": str(machine.root),
    }
    assert not machine.root.exists()  # W-61
    assert machine.run("admin-profiles", "set", "p", "--admin-key", "env:X").code == 0
    assert machine.run("admin-profiles", "list").stdout == "p\thttps://api.openai.com\t(active)\n"
    literal = machine.run("admin-profiles", "set", "q", "--admin-key", "sk-secretsecretsecret", "--json")
    assert error_of(literal)["code"] == "usage_error" and "secretsecret" not in literal.stdout
    machine.json("admin-profiles", "set", "q", "--activate=false")
    assert machine.json("admin-profiles", "list")["active_profile"] == "p"
    machine.write("aliases.yaml", {"demo": {"alias": "demo", "tunnel_id": TUNNEL_ID, "admin_profile": "p"}})
    assert error_of(machine.run("admin-profiles", "delete", "p", "--json"))["code"] == "in_use"
    machine.write("aliases.yaml", {})
    deleted = machine.json("admin-profiles", "delete", "p")
    assert deleted["deleted_profile"] == "p" and deleted["active_profile"] == "q"
    assert error_of(machine.run("admin-profiles", "activate", "p", "--json"))["code"] == "not_found"


def test_w_62_addresses_are_checked_and_can_be_cleared(machine: Machine) -> None:
    for url in ["nonsense", "ftp://x", "http://example.com"]:
        ended = machine.run("admin-profiles", "set", "p", "--control-plane-base-url", url)
        assert ended.code == 1 and "--control-plane-base-url" in ended.stderr, ended
    machine.json("admin-profiles", "set", "p", "--control-plane-url-path", "/x")
    assert machine.json("admin-profiles", "set", "p")["profile"]["control_plane_url_path"] == "/x"
    assert "control_plane_url_path" not in machine.json("admin-profiles", "set", "p", "--clear-url-path")["profile"]


def test_a_163_and_a_164_the_active_profile_counts_and_reading_writes_nothing(machine: Machine) -> None:
    """A-163 (W-60), A-164 (W-61)."""
    listed = machine.json("runtimes", "list", "--control-plane-base-url", "https://x.example")
    assert (listed["admin_profile"], listed["admin_profile_source"]) == ("default", "built-in")
    assert not machine.root.exists()
    machine.json("admin-profiles", "set", "prod")
    machine.json("admin-profiles", "set", "dev", "--activate=false")
    before = machine.snapshot()
    listed = machine.json("runtimes", "list", "--control-plane-base-url", "https://x.example")
    assert (listed["admin_profile"], listed["admin_profile_source"]) == ("prod", "active")
    listed = machine.json("runtimes", "list", TUNNEL_MCP_ADMIN_PROFILE="dev")
    assert (listed["admin_profile"], listed["admin_profile_source"]) == ("dev", "TUNNEL_MCP_ADMIN_PROFILE")
    listed = machine.json("runtimes", "list", "--admin-profile", "dev")
    assert (listed["admin_profile"], listed["admin_profile_source"]) == ("dev", "--admin-profile")
    assert error_of(machine.runtimes("list", "--admin-profile", "no", "--json"))["code"] == "not_found"
    machine.runtimes("status")
    machine.runtimes("cleanup")
    assert machine.snapshot() == before


def test_w_59_names_that_would_lose_something_are_refused(machine: Machine) -> None:
    spelled = machine.run("admin-profiles", "set", "My Profile_1")
    assert spelled.code == 0 and "my-profile-1" in spelled.stdout and "kept as my-profile-1" in spelled.stderr
    for name in ["ä-b", "a/b", "a!", "--", " "]:
        ended = machine.run("admin-profiles", "set", "--", name)
        assert ended.code == 1, name
    assert machine.json("admin-profiles", "list")["active_profile"] == "my-profile-1"


# ---- The control plane's own list -------------------------------------------------------------------------


@pytest.fixture
def management() -> Iterator[Management]:
    management = Management()
    yield management
    management.close()


def test_a_165_create_makes_a_tunnel_once_and_names_it(machine: Machine, management: Management) -> None:
    """operator 17.2, 17.5; A-179: a tunnel that is gone is stale."""
    key = {"OPENAI_ADMIN_KEY": "admin-key-0123456789", "CONTROL_PLANE_API_KEY": None}
    common = ["--control-plane-base-url", management.base_url]
    nobody = machine.runtimes("create", "--alias", "demo", *common, "--json", **key)
    assert error_of(nobody)["code"] == "usage_error"
    words = ["create", "--alias", "demo", "--organization-id", "org_1", *common, "--json"]
    without = machine.runtimes(*words, CONTROL_PLANE_API_KEY=None)
    assert "OPENAI_ADMIN_KEY" in error_of(without)["message"]
    assert not (machine.root / "aliases.yaml").exists() and management.tunnels == {}

    words = ["runtimes", "create", "--alias", "My Demo", "--organization-id", "org_1", *common]
    created = machine.json(*words, **key)
    tunnel = created["tunnel"]["id"]
    assert created == {
        "alias": "my-demo",
        "tunnel": {
            "id": tunnel,
            "name": "my-demo",
            "description": "MCP tunnel my-demo",
            "organization_ids": ["org_1"],
            "workspace_ids": [],
            "tenant_ids": None,
        },
        "admin_profile": "default",
        "admin_profile_source": "built-in",
        "admin_profile_path": str(machine.root / "admin_profiles.yaml"),
        "state_root": str(machine.root),
    }
    again = machine.json("runtimes", "create", "--alias", "my-demo", *common, **key)
    assert again["tunnel"]["id"] == tunnel and len(management.tunnels) == 1
    named = ["runtimes", "create", "--alias", "other", "--name", "my-demo", "--organization-id", "org_1", *common]
    assert machine.json(*named, **key)["tunnel"]["id"] == tunnel and len(management.tunnels) == 1
    assert machine.runtimes("create", "--alias", "my_demo", *common, **key).code == 1  # W-59

    listed = machine.json("runtimes", "list", "--organization-id", "org_1", *common, **key)
    assert [(each["id"], each["local_alias"]) for each in listed["remote_tunnels"]] == [(tunnel, "my-demo")]
    status = machine.json("runtimes", "status", "my-demo", *common, **key)
    assert status["remote"]["id"] == tunnel and not status["stale"]
    assert (status["remote_lookup_auth_kind"], status["remote_lookup_auth_ref"]) == ("admin", "env:OPENAI_ADMIN_KEY")
    management.tunnels.clear()
    stale = machine.json("runtimes", "status", "my-demo", *common, code=2, **key)
    assert stale["stale"] and stale["remote"] is None and stale["remote_error"]
    assert stale["repair_actions"][-1]["id"] == "check_remote_tunnel"
    assert b"admin-key-0123456789" not in b"".join(machine.snapshot().values())


def test_a_control_plane_that_is_away_stops_nobody(machine: Machine) -> None:
    machine.write("aliases.yaml", {"demo": {"alias": "demo", "tunnel_id": TUNNEL_ID}})
    status = machine.json("runtimes", "status", "demo", "--control-plane-base-url", "http://127.0.0.1:1")
    assert status["runtime_state"] == "stopped" and status["remote_error"] and not status["stale"]
    assert status["remote_lookup_auth_kind"] == "runtime"


# ---- Cleaning up ------------------------------------------------------------------------------------------


def test_a_176_cleanup_removes_only_what_nothing_is_left_of(machine: Machine) -> None:
    """operator 17.8, W-69."""
    gone = str(machine.home / "gone.yaml")
    machine.write(
        "aliases.yaml",
        {
            "fresh": {"alias": "fresh", "tunnel_id": TUNNEL_ID},
            "lost": {"alias": "lost", "tunnel_id": TUNNEL_ID, "profile_path": gone, "config_path": gone},
        },
    )
    entries = {entry["alias"]: entry for entry in machine.json("runtimes", "cleanup")["entries"]}
    assert entries["fresh"]["classification"] == "never_connected" and not entries["fresh"]["cleanup_safe"]
    assert entries["lost"]["classification"] == "missing_profile" and entries["lost"]["cleanup_safe"]
    assert entries["lost"]["profile"] == {"path": gone, "exists": False}
    assert machine.json("runtimes", "cleanup", "--apply")["removed"] == ["lost"]
    assert list(machine.state("aliases.yaml")) == ["fresh"]


def test_flags_may_stand_before_the_command_and_names_are_completed(machine: Machine) -> None:
    """operator 16.1, 17.1; and the log of one that has none yet."""
    machine.write("aliases.yaml", {"demo": {"alias": "demo", "tunnel_id": TUNNEL_ID}})
    before = machine.runtimes("--json", "--control-plane-base-url", "https://x.example", "list")
    assert before.code == 0 and json.loads(before.stdout)["aliases"][0]["alias"] == "demo"
    assert error_of(machine.runtimes("--json", "status", "none"))["code"] == "not_found"
    assert machine.run("admin-profiles", "--json", "list").stdout.startswith("{")
    logs = machine.runtimes("logs", "demo")
    assert logs.code == 1 and str(machine.root / "logs" / "demo.log") in logs.stderr


def test_two_connects_at_once_start_one_daemon(machine: Machine, plane: ControlPlane, http_target: HTTPTarget) -> None:
    with ThreadPoolExecutor() as pool:
        both = [pool.submit(machine.connect, plane, http_target.url) for _ in range(2)]
        documents = [each.result() for each in both]
    assert sorted(each["launched"] for each in documents) == [False, True]
    assert documents[0]["pid"] == documents[1]["pid"]
