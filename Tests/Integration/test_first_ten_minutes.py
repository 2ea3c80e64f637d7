"""The first ten minutes of a new user, with an empty home: init, doctor, run, /readyz, a tool call (issue 4)."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from controlplane import API_KEY, TUNNEL_ID, ControlPlane
from harness.certificates import Authority
from harness.process import Ended, Launcher, http_get, read_if_there
from harness.rpc import request
from targets.connect_proxy import ConnectProxy
from targets.nginx import Nginx

TARGETS = Path(__file__).parent / "targets"
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "openai-mcp", "version": "1.0.0"},
    "io.modelcontextprotocol/clientCapabilities": {},
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    return home


@pytest.fixture
def variables(home: Path) -> dict[str, str]:
    """All that a fresh login has, and the key."""
    path = os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"])
    return {"HOME": str(home), "PATH": path, "LANG": "C.UTF-8", "CONTROL_PLANE_API_KEY": API_KEY}


@pytest.fixture
def type_(launcher: Launcher, variables: dict[str, str]) -> Callable[..., Ended]:
    """Types a command line that starts with `tunnel-client`."""

    def run(line: str, **more: str) -> Ended:
        words = shlex.split(line)
        assert words[0] == "tunnel-client"
        return launcher.to_end(*words[1:], env={**variables, **more}, timeout=60)

    return run


@pytest.fixture
def walk(
    plane: ControlPlane, launcher: Launcher, type_, variables: dict[str, str], tmp_path: Path
) -> Callable[..., dict]:
    """From a profile that is there to the result of a tool call; what each step prints leads to the next."""

    def go(name: str, tool: str, arguments: dict, **more: str) -> dict:
        checked = type_(f"tunnel-client doctor --profile {name} --explain", **more)
        assert checked.code == 0, checked.stdout + checked.stderr
        next_line = next(line for line in checked.stdout.splitlines() if line.startswith("NEXT "))
        words = shlex.split(next_line.removeprefix("NEXT "))
        assert words == ["tunnel-client", "run", "--profile", name]
        own = ["--health.listen-addr", "127.0.0.1:0", "--health.url-file", str(tmp_path / f"{name}.url")]
        process = launcher.start(
            ["env", "-i", *(f"{key}={value}" for key, value in {**variables, **more}.items()), str(launcher.binary)]
            + words[1:] + own
        )  # fmt: skip
        url = process.watch(lambda: read_if_there(tmp_path / f"{name}.url"), "the URL file").strip()
        process.watch(lambda: http_get(url + "/readyz") == (200, "ready"), "/readyz")
        assert http_get(url + "/ui")[0] == 200
        # As a caller of today: each request carries all that it needs.
        headers = {"MCP-Protocol-Version": ["2026-07-28"], "Mcp-Method": ["tools/call"], "Mcp-Name": [tool]}
        message = request("tools/call", {"name": tool, "arguments": arguments, "_meta": META})
        answer = plane.answer(plane.send(message, headers=headers))
        assert "result" in answer.message, answer.message
        return answer.message["result"]

    return go


def init(plane: ControlPlane | Nginx, name: str, target: str) -> str:
    return f"tunnel-client init --profile {name} --tunnel-id {TUNNEL_ID} --control-plane-base-url {plane.base_url} {target}"


def test_the_binary_alone_says_how_to_begin(type_) -> None:
    assert "tunnel-client help quickstart" in type_("tunnel-client").stdout
    text = type_("tunnel-client help quickstart").stdout
    for step in ["tunnel-client init ", "tunnel-client doctor ", "tunnel-client run ", "/ui"]:
        assert step in text


def test_a_server_on_stdio(plane: ControlPlane, home: Path, type_, walk) -> None:
    made = type_(init(plane, "time", "--mcp-command mcp-server-time"))
    assert made.code == 0, made.stderr
    assert (home / ".config/tunnel-client/time.yaml").stat().st_mode & 0o777 == 0o600
    assert "  tunnel-client doctor --profile time" in made.stdout.splitlines()
    result = walk("time", "get_current_time", {"timezone": "UTC"})
    assert "UTC" in result["content"][0]["text"]


@pytest.fixture
def fastmcp_port(launcher: Launcher, tmp_path: Path) -> int:
    port_file = tmp_path / "fastmcp.port"
    server = launcher.start([sys.executable, str(TARGETS / "era_server.py"), "fastmcp", "http", str(port_file)])
    return int(server.watch(lambda: read_if_there(port_file), "the server's port"))


def test_a_server_on_http(plane: ControlPlane, type_, walk, fastmcp_port: int) -> None:
    made = type_(init(plane, "web", f"--mcp-server-url http://127.0.0.1:{fastmcp_port}/mcp"))
    assert made.code == 0, made.stderr
    assert walk("web", "whoami", {})["content"][0]["text"].startswith("pid ")


def test_a_server_behind_a_proxy_with_a_private_authority(
    plane: ControlPlane, type_, walk, fastmcp_port: int, tmp_path: Path
) -> None:
    """The sample for it, its two variables, and what doctor says before they are right."""
    authority = Authority(tmp_path / "ca")
    nginx = Nginx(tmp_path / "nginx", f"http://127.0.0.1:{fastmcp_port}", authority.issue("mcp", "IP:127.0.0.1"))
    control = Nginx(tmp_path / "control", plane.base_url, authority.issue("control", "IP:127.0.0.1"))
    proxy = ConnectProxy()
    around = {"ENTERPRISE_CA_BUNDLE": str(authority.root.certificate), "HTTPS_PROXY": proxy.url()}
    try:
        line = init(control, "corp", f"--sample sample_mcp_enterprise_proxy --mcp-server-url {nginx.base_url}/mcp")
        made = type_(line, **around)
        assert made.code == 0, made.stderr
        without = type_("tunnel-client doctor --profile corp --explain")
        assert without.code == 2 and "ENTERPRISE_CA_BUNDLE" in without.stdout
        assert walk("corp", "whoami", {}, **around)["content"]
        assert set(proxy.targets()) == {f"127.0.0.1:{nginx.port}", f"127.0.0.1:{control.port}"}
    finally:
        proxy.close()
        nginx.close()
        control.close()


def test_a_plugin_in_c_chosen_in_a_profile(plane: ControlPlane, home: Path, type_, walk, tmp_path: Path) -> None:
    """`plugins new`, make, verify, and a profile with version, digest, grants and isolation."""
    folder = tmp_path / "shout"
    made = type_(f"tunnel-client plugins new --lang c shout --folder {folder}")
    assert made.code == 0, made.stderr
    subprocess.run(["make", "-C", str(folder)], check=True, capture_output=True)
    assert type_(f"tunnel-client plugins verify {folder}/shout.so").code == 0
    listed = json.loads(type_(f"tunnel-client plugins inspect com.example.shout --plugin-path {folder} --json").stdout)
    digest = hashlib.sha256((folder / "shout.so").read_bytes()).hexdigest()
    assert listed["sha256"] == digest
    version = ".".join(listed["version"].split(".")[:2])
    text = f"""\
config_version: 1
control_plane:
  base_url: "{plane.base_url}"
  tunnel_id: "{TUNNEL_ID}"
  api_key: "env:CONTROL_PLANE_API_KEY"
health:
  listen_addr: "127.0.0.1:0"
plugins:
  search_path: ["{folder}"]
  load:
    - id: com.example.shout
      version: "^{version}"
      sha256: "{digest}"
      grants: {json.dumps(listed.get("host_services", []))}
      isolation: process
mcp:
  bindings:
    - channel: main
      transport: com.example.shout
"""
    (tmp_path / "shout.yaml").write_text(text)
    added = type_(f"tunnel-client profiles add shout --from-file {tmp_path}/shout.yaml")
    assert added.code == 0, added.stderr
    assert "com.example.shout" in type_("tunnel-client plugins list --profile shout").stdout
    tools = walk("shout", "hello", {})
    assert tools["content"][0]["text"] == "Hello from shout"
    # Another file of that name is not opened.
    with (folder / "shout.so").open("ab") as library:
        library.write(b"\\0")
    refused = type_("tunnel-client doctor --profile shout --explain")
    assert refused.code == 2 and digest in refused.stdout
