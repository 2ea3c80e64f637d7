"""isolation=process: a plugin in a process of its own, which may do its worst (architecture section 3, item 10)."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY, StdioTarget
from controlplane import ControlPlane
from harness.certificates import Authority
from harness.process import Launcher, Tunnel, environment, read_if_there
from harness.rpc import request, tools_call
from harness.waiting import wait_until
from mcp import Client
from targets.http_server import HTTPTarget
from targets.nginx import Nginx

PLUGIN = "com.example.misbehave"
PROGRESS_SERVER = Path(__file__).parent / "targets" / "progress_server.py"


@pytest.fixture
def plugins(tmp_path: Path) -> Path:
    built, folder = tmp_path / "built", tmp_path / "plugins"
    subprocess.run([REPOSITORY / "scripts/build-test-plugins", built], check=True)
    folder.mkdir()
    (built / "misbehave.so").rename(folder / "misbehave.so")
    return folder


@pytest.fixture
def tunnel(plane: ControlPlane, launcher: Launcher, plugins: Path) -> Tunnel:
    """The misbehaving plugin isolated on the main channel, the same one inside the process on another."""
    return start(plane, launcher, plugins)


def start(plane: ControlPlane, launcher: Launcher, plugins: Path, *flags: str) -> Tunnel:
    both = ["--mcp.plugin", f"plugin={PLUGIN},isolation=process", "--mcp.plugin", f"channel=side,plugin={PLUGIN}"]
    tunnel = launcher.run(plane, "--plugin-path", str(plugins), *both, *flags)
    tunnel.wait_ready()
    return tunnel


def process_of(tunnel: Tunnel) -> dict:
    status = json.loads(tunnel.get("/api/status")[1])
    return next(plugin for plugin in status["plugins"] if plugin["isolation"] == "process")


def pid_of(tunnel: Tunnel) -> int:
    return tunnel.watch(lambda: process_of(tunnel).get("pid"), "the plugin's process")


def wait_for_call(tunnel: Tunnel) -> None:
    def main() -> dict:
        return next(channel for channel in json.loads(tunnel.get("/api/status")[1])["channels"] if channel["name"] == "main")

    tunnel.watch(lambda: main()["in_flight"] == 1, "the call in the plugin")


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def metric(tunnel: Tunnel, name: str) -> int:
    _, metrics = tunnel.get("/metrics")
    return sum(int(float(count)) for count in re.findall(rf"^{name}\{{.*\}} (\S+)$", metrics, re.MULTILINE))


def echoes(plane: ControlPlane, channel: str = "main") -> None:
    answer = plane.answer(plane.send(request("echo", {"b": 2}), channel=channel))
    assert answer.message["result"] == {"b": 2}


def test_it_is_the_same_plugin(plane: ControlPlane, tunnel: Tunnel) -> None:
    """The plugin cannot tell, and neither can the caller; the operator can."""
    echoes(plane)
    echoes(plane, "side")
    process = process_of(tunnel)
    assert (process["id"], process["restarts"], process["faults"]) == (PLUGIN, 0, 0)
    assert process["pid"] != tunnel.child.pid
    plane.answer(plane.send(request("finish-twice")))
    tunnel.watch(lambda: process_of(tunnel)["faults"] == 1, "the fault in the status")
    assert "finished an exchange twice" in tunnel.stderr


@pytest.mark.parametrize(
    ("method", "end"), [("crash", "killed by signal 11"), ("exit", "exited with code 3")]
)
def test_a_crash_costs_its_own_calls(plane: ControlPlane, tunnel: Tunnel, method: str, end: str) -> None:
    """Every command is answered once, the other channel does not notice, the next call works."""
    first = pid_of(tunnel)
    beside = plane.send(request("never-finish"), channel="side")
    held = plane.send_all([plane.command(request("never-finish")) for _ in range(3)])
    crashed = plane.send(request(method))
    for command in [*held, crashed]:
        answer = plane.answer(command)
        assert answer.envelope["resp_code"] == 502
        assert answer.failure["source"] == "transport_closed"
        assert answer.failure["upstream_response_received"] is False
    echoes(plane, "side")
    tunnel.watch(lambda: process_of(tunnel).get("pid", first) != first, "another process")
    tunnel.wait_ready()
    echoes(plane)
    assert not plane.accepted_for(beside), "the call of the other channel was ended"
    assert f"plugin process {end}; restarting in 200 ms" in tunnel.stderr
    assert metric(tunnel, "plugin_process_restarts_total") == process_of(tunnel)["restarts"] == 1
    tunnel.stop()
    assert plane.answer(beside, timeout=1).envelope["resp_code"] == 503


def test_killed_from_outside(plane: ControlPlane, tunnel: Tunnel) -> None:
    """kill -9 in the middle of many calls: none is lost and none is answered twice."""
    for round in range(3):
        commands = plane.send_all([plane.command(request("finish-from-thread", {"n": n})) for n in range(40)])
        os.kill(pid_of(tunnel), signal.SIGKILL)
        codes = {plane.answer(command).envelope["resp_code"] for command in commands}
        assert codes <= {200, 502}
        tunnel.watch(lambda: process_of(tunnel)["restarts"] == round + 1, "a restart")
        tunnel.wait_ready()
    echoes(plane)
    assert "restarting in 800 ms" in tunnel.stderr


def test_readiness_says_so_and_calls_fail_at_once(plane: ControlPlane, launcher: Launcher, plugins: Path) -> None:
    """A plugin that keeps crashing is restarted ever more slowly; meanwhile nobody waits for it."""
    tunnel = start(plane, launcher, plugins)
    for count in (1, 2, 3):
        os.kill(pid_of(tunnel), signal.SIGKILL)
        tunnel.watch(lambda: process_of(tunnel)["restarts"] == count, "a restart")
        tunnel.wait_ready()
    # Long enough to be seen.
    os.kill(pid_of(tunnel), signal.SIGKILL)
    body = tunnel.wait_for_readiness(503)
    assert re.search(r"plugin process killed by signal 9; (restarting in|its successor)", body)
    answer = plane.answer(plane.send(request("echo")))
    assert answer.envelope["resp_code"] in (200, 502)
    tunnel.wait_ready()
    echoes(plane)


def test_a_plugin_that_hangs(plane: ControlPlane, tunnel: Tunnel) -> None:
    """A plugin that never gives the loop back is found out, killed and replaced."""
    hung = plane.send(request("hang"))
    echoes(plane, "side")
    assert plane.answer(hung, timeout=30).envelope["resp_code"] == 502
    assert "gave no sign of life" in tunnel.stderr
    tunnel.wait_ready()
    echoes(plane)


@pytest.mark.parametrize("method", [None, "hang"])
def test_the_process_dies_with_its_parent(plane: ControlPlane, tunnel: Tunnel, method: str | None) -> None:
    """Also a plugin that hangs does not outlive a tunnel that was killed."""
    pid = pid_of(tunnel)
    if method:
        # Nobody will be left to answer it.
        plane.sent.remove(plane.send(request(method)))
        wait_for_call(tunnel)
    os.kill(tunnel.child.pid, signal.SIGKILL)
    tunnel.wait()
    wait_until(lambda: not is_alive(pid), "the end of the plugin's process", timeout=8)


def test_large_messages(plane: ControlPlane, tunnel: Tunnel) -> None:
    """More than any socket buffer holds, in both directions."""
    answer = plane.answer(plane.send(request("crash-free-huge")))
    assert len(answer.message["result"]) == 4 << 20
    text = "x" * (5 << 20)
    answer = plane.answer(plane.send(request("echo", {"text": text})))
    assert answer.message["result"] == {"text": text}
    assert process_of(tunnel)["restarts"] == 0


def test_a_stop_drains(plane: ControlPlane, tunnel: Tunnel) -> None:
    """dataplane W-64: the stop is as quick as without isolation, and leaves no process behind."""
    pid = pid_of(tunnel)
    command = plane.send(request("never-finish"), response_timeout="30s")
    wait_for_call(tunnel)
    tunnel.stop()
    assert plane.answer(command, timeout=1).envelope["resp_code"] == 503
    assert not is_alive(pid)


def test_a_stop_while_the_plugin_hangs(plane: ControlPlane, tunnel: Tunnel) -> None:
    pid = pid_of(tunnel)
    command = plane.send(request("hang"), response_timeout="30s")
    wait_for_call(tunnel)
    tunnel.stop()
    assert plane.answer(command, timeout=1).envelope["resp_code"] == 503
    assert not is_alive(pid)


def test_signals_to_the_group_are_for_the_tunnel(plane: ControlPlane, tunnel: Tunnel) -> None:
    """A service manager signals every process; the tunnel still needs its plugin to drain."""
    pid = pid_of(tunnel)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        os.kill(pid, number)
    echoes(plane)
    assert pid_of(tunnel) == pid


def test_secrets_stay_off_the_command_line(plane: ControlPlane, launcher: Launcher, plugins: Path) -> None:
    """Configuration and proxies cross on the socket; the environment is scrubbed (dataplane W-35)."""
    tunnel = launcher.run(
        plane, "--plugin-path", str(plugins), "--mcp.http-proxy", "http://user:proxy-secret@127.0.0.1:9",
        "--mcp.plugin", f'plugin={PLUGIN},isolation=process,config={{"key":"config-secret"}}')
    tunnel.wait_ready()
    process = Path(f"/proc/{pid_of(tunnel)}")
    seen = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
    assert f"plugin-host\0channel=main\0plugin={PLUGIN}\0".encode() in seen
    assert b"secret" not in seen and b"CONTROL_PLANE" not in seen
    # The file with the URL lies in a folder that is called as this test.
    assert "proxy-secret" not in tunnel.stderr and "config-secret" not in tunnel.stderr
    files = {os.readlink(link) for link in (process / "fd").iterdir()}
    assert not [name for name in files if "plugins" in name or name.startswith("/tmp/pytest")]


@pytest.mark.parametrize("place", ["binding", "plugin"])
def test_in_a_profile(plane: ControlPlane, launcher: Launcher, plugins: Path, tmp_path: Path, place: str) -> None:
    """For one binding, or for all bindings of a plugin; the binding has the last word."""
    of_plugin, of_binding = {"binding": ("none", ", isolation: process"), "plugin": ("process", "")}[place]
    profile = tmp_path / "profile.yaml"
    profile.write_text(
        "config_version: 1\n"
        f"plugins:\n  search_path: [{plugins}]\n  load:\n    - {{id: {PLUGIN}, isolation: {of_plugin}}}\n"
        f"mcp:\n  bindings:\n    - {{channel: main, transport: {PLUGIN}{of_binding}}}\n"
    )
    tunnel = launcher.run(plane, "--profile-file", str(profile))
    tunnel.wait_ready()
    assert process_of(tunnel)["id"] == PLUGIN
    echoes(plane)


def test_a_plugin_that_cannot_serve_stops_the_start(plane: ControlPlane, launcher: Launcher, plugins: Path) -> None:
    """The reason comes from the other process, in the words of the usual one."""
    flags = ["--plugin-path", str(plugins), "--control-plane.base-url", plane.base_url]
    flags += ["--control-plane.tunnel-id", "tunnel_0123456789abcdef0123456789abcdef", "--health.listen-addr", "127.0.0.1:0"]
    ended = launcher.to_end("run", *flags, "--mcp.plugin", "plugin=com.example.nobody,isolation=process")
    assert ended.code == 1
    assert 'plugin "com.example.nobody" was not found' in ended.stderr
    ended = launcher.to_end("run", *flags, "--mcp.plugin", f"plugin={PLUGIN},isolation=thread")
    assert "isolation is neither none nor process" in ended.stderr


def test_by_hand_it_says_who_starts_it(launcher: Launcher) -> None:
    ended = launcher.to_end("plugin-host")
    assert ended.code == 1
    assert "started by `tunnel-client run`" in ended.stderr


def config(plugin: str, **values: object) -> list[str]:
    return ["--mcp.plugin", f"plugin={plugin},isolation=process,config={json.dumps(values)}"]


def test_the_stdio_transport(plane: ControlPlane, launcher: Launcher, stdio_target: StdioTarget) -> None:
    """The server is the plugin process' child; when that crashes, the server goes with it and both come back."""
    tunnel = launcher.run(plane, *config("org.tunnel-client.stdio", command=stdio_target.command))
    tunnel.wait_ready()
    assert plane.answer(plane.send(tools_call("echo"))).envelope["resp_code"] == 200
    server = wait_until(lambda: stdio_target.starts, "the server")[0]
    held = plane.send(tools_call("hold"))
    wait_until(lambda: len(stdio_target.received) == 2, "the call in the server")
    os.kill(pid_of(tunnel), signal.SIGKILL)
    assert plane.answer(held).envelope["resp_code"] == 502
    wait_until(lambda: not is_alive(server), "the end of the server")
    wait_until(lambda: len(stdio_target.starts) == 2, "the next server")
    tunnel.wait_ready()
    assert plane.answer(plane.send(tools_call("echo"))).envelope["resp_code"] == 200


def test_the_http_transport(plane: ControlPlane, launcher: Launcher, http_target: HTTPTarget) -> None:
    launcher.run(plane, *config("org.tunnel-client.http", url=http_target.url)).wait_ready()
    assert plane.answer(plane.send(tools_call("echo"))).envelope["resp_code"] == 200


def test_trust_crosses_and_follows_a_reload(
    plane: ControlPlane, launcher: Launcher, http_target: HTTPTarget, tmp_path: Path
) -> None:
    """dataplane TL-01, user needs #22: --ca-bundle counts for the process too, at its start and after SIGHUP."""
    right, wrong = Authority(tmp_path / "right"), Authority(tmp_path / "wrong", "another")
    nginx = Nginx(tmp_path / "nginx", http_target.base_url, right.issue("server", "IP:127.0.0.1"))
    bundle = tmp_path / "ca.pem"
    bundle.write_text(wrong.root.certificate.read_text())
    try:
        flags = config("org.tunnel-client.http", url=f"{nginx.base_url}/mcp")
        tunnel = launcher.run(plane, *flags, "--ca-bundle", str(bundle))
        tunnel.watch(lambda: "tls" in tunnel.get("/readyz")[1].lower(), "a TLS failure on /readyz")
        bundle.write_text(right.root.certificate.read_text())
        tunnel.child.send_signal(signal.SIGHUP)
        tunnel.wait_ready()
        assert plane.answer(plane.send(tools_call("echo"))).envelope["resp_code"] == 200
        assert process_of(tunnel)["restarts"] == 0
        os.kill(pid_of(tunnel), signal.SIGKILL)
        tunnel.watch(lambda: process_of(tunnel)["restarts"] == 1, "the restart")
        tunnel.wait_ready()
        assert plane.answer(plane.send(tools_call("echo"))).envelope["resp_code"] == 200
    finally:
        nginx.close()


def test_a_server_inherits_what_its_configuration_names(
    plane: ControlPlane, launcher: Launcher, stdio_target: StdioTarget
) -> None:
    """dataplane W-35: `inherit` means the tunnel's environment, also where the plugin does not have it."""
    flags = config("org.tunnel-client.stdio", command=stdio_target.command, inherit=["WANTED_TOKEN"])
    env = environment(WANTED_TOKEN="wanted", OTHER_TOKEN="other")
    tunnel = launcher.run(plane, *flags, env=env)
    tunnel.wait_ready()
    server = wait_until(lambda: stdio_target.starts, "the server")[0]
    seen = Path(f"/proc/{server}/environ").read_bytes()
    assert b"WANTED_TOKEN=wanted" in seen
    assert b"OTHER_TOKEN" not in seen and b"CONTROL_PLANE" not in seen and b"SWIFT_BACKTRACE" not in seen
    assert b"WANTED_TOKEN" not in Path(f"/proc/{pid_of(tunnel)}/environ").read_bytes()


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_a_real_client_over_stdio(launcher: Launcher, mode: str) -> None:
    """The official client and a published server through an isolated stdio transport."""
    command = str(Path(sys.executable).parent / "mcp-server-time")
    proxy = launcher.dev_proxy(*config("org.tunnel-client.stdio", command=command))

    async def session() -> list[str]:
        async with Client(proxy.mcp_url, mode=mode, read_timeout_seconds=20) as client:
            return [tool.name for tool in (await client.list_tools()).tools]

    assert asyncio.run(session()) == ["get_current_time", "convert_time"]


def test_a_real_client_over_http(launcher: Launcher, tmp_path: Path) -> None:
    """Progress arrives on the way, before the answer."""
    port_file = tmp_path / "port"
    server = launcher.start([sys.executable, str(PROGRESS_SERVER), str(port_file)])
    port = server.watch(lambda: read_if_there(port_file), "the server's port").strip()
    proxy = launcher.dev_proxy(*config("org.tunnel-client.http", url=f"http://127.0.0.1:{port}/mcp"))
    seen: list[float] = []

    async def progress(step: float, total: float | None, message: str | None) -> None:
        seen.append(step)

    async def session() -> str:
        async with Client(proxy.mcp_url, mode="legacy", read_timeout_seconds=20) as client:
            result = await client.call_tool("count", {"to": 3}, progress_callback=progress)
            return result.content[0].text

    assert asyncio.run(session()) == "counted to 3"
    assert seen == [1, 2, 3]
