"""The support bundle and `tunnel-client support-bundle` (operator spec 12.5, A-108 to A-110, A-125, W-43, W-44, W-46)."""

from __future__ import annotations

import base64
import io
import json
import os
import pty
import re
import select
import stat
import subprocess
import sys
import tarfile
import urllib.request
from pathlib import Path
from urllib.parse import quote, quote_plus

import yaml
from conftest import REPOSITORY, STDIO_SERVER, StdioTarget
from controlplane import API_KEY, ControlPlane
from harness.process import Launcher, Tunnel, environment
from harness.rpc import tools_call
from harness.waiting import wait_until
from targets.connect_proxy import ConnectProxy
from targets.http_server import Answer, Call, HTTPTarget

ENTRIES = [
    "manifest.json",
    "README.txt",
    "tunnel-client.runtime.yaml",
    "tunnel-client.logs.ndjson",
    "tunnel-client.metrics.prom",
    "admin/status.json",
    "admin/system.json",
    "admin/oauth.json",
    "admin/harpoon.json",
    "requests.ndjson",
    "admin/config.json",
    "admin/plugins.json",
    "admin/health.json",
    "admin/metrics-history.json",
]

DEBUG = ("--log.level", "debug", "--log.format", "json")
RAW_LOG = (*DEBUG, "--log.http-raw-unsafe")

# Each under a name that says where it comes from.
SECRETS = {
    "API key": API_KEY,
    "proxy password": "proxy+pass/word=1",
    "URL password": "harpoon-like+pw/2",
    "command token": "argv/token+value=3",
    "Basic in the environment": base64.b64encode(b"corp:basic/pass+4").decode(),
    "custom header": "corp+header/value=5",
    "web token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzZWVkZWQifQ.c2VlZGVkLXNpZ25hdHVyZQ",
    "secret of a command": "exec+secret/value=6",
    "secret of a file": "file+secret/value=7",
}


def encodings(secret: str) -> set[str]:
    """As it is, percent-encoded, and in Base64, alone and behind a user's name."""
    forms = {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for prefix in (b"", b"u:", b"user:", b"abc"):
            text = encode(prefix + secret.encode()).decode().rstrip("=")
            # The first and the last characters may hold bits of neighbours.
            forms.add(text[4 * ((len(prefix) + 2) // 3) : -2])
    return forms


def leaks(text: str) -> list[str]:
    return [name for name, secret in SECRETS.items() for form in encodings(secret) if form in text]


def fetch(tunnel: Tunnel, query: str = "") -> tuple[dict[str, str], dict[str, bytes]]:
    """The headers of the answer, and the entries in their order."""
    with urllib.request.urlopen(f"{tunnel.health_url}/api/logs/export{query}", timeout=30) as answer:
        headers, body = {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    with tarfile.open(fileobj=io.BytesIO(body), mode="r:gz") as archive:
        assert all(member.mode == 0o600 and member.isfile() for member in archive.getmembers())
        return headers, {member.name: archive.extractfile(member).read() for member in archive.getmembers()}


def test_the_bundle_has_its_entries_in_order(plane: ControlPlane, launcher: Launcher) -> None:
    """A-108, A-109; what each entry holds."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub", *DEBUG)
    tunnel.wait_ready()
    command = plane.send(tools_call("uppercase", input="carried-by-a-call"))
    plane.answer(command)
    wait_until(lambda: '"status":"pending"' not in tunnel.get("/api/requests")[1], "the end of the command")
    headers, entries = fetch(tunnel)
    assert list(entries) == ENTRIES
    assert headers["content-type"] == "application/gzip"
    assert re.fullmatch(
        r'attachment; filename="tunnel-client-logs-\d{8}T\d{6}Z\.tar\.gz"', headers["content-disposition"]
    )
    assert headers["cache-control"] == "no-store, max-age=0"
    manifest = json.loads(entries["manifest.json"])
    assert set(manifest) == {
        *("generated_at", "window_start", "window_end", "window", "event_count", "log_buffer_capacity"),
        *("metrics_bytes", "redacted", "files", "runtime"),
    }
    assert manifest["files"] == ENTRIES and manifest["redacted"] is True and manifest["window"] == "30m0s"
    assert manifest["metrics_bytes"] == len(entries["tunnel-client.metrics.prom"])
    records = [json.loads(line) for line in entries["tunnel-client.logs.ndjson"].splitlines()]
    assert manifest["event_count"] == len(records) > 3 and records[0]["seq"] == 1
    assert b"# TYPE liveness gauge" in entries["tunnel-client.metrics.prom"]
    runtime = manifest["runtime"]
    assert runtime["client"]["client_name"] == "tunnel-client"
    assert runtime["argv"][1] == "run" and runtime["environment"]["CONTROL_PLANE_API_KEY"] == "[REDACTED]"
    assert runtime["effective_config"]["log"]["level"] == "debug"
    assert runtime["effective_config"]["mcp"]["channel_bindings"][0]["channel"] == "main"
    assert yaml.safe_load(entries["tunnel-client.runtime.yaml"]) == runtime
    assert json.loads(entries["admin/status.json"])["channels"][0]["name"] == "main"
    assert set(json.loads(entries["admin/harpoon.json"])) == {"status", "targets", "calls"}
    assert json.loads(entries["admin/config.json"]) == json.loads(tunnel.get("/api/config")[1])
    assert json.loads(entries["admin/health.json"])["components"]
    assert json.loads(entries["admin/metrics-history.json"])["window"] == "1h"
    for name, content in entries.items():
        if name.endswith(".json"):
            json.loads(content)
    (request,) = [json.loads(line) for line in entries["requests.ndjson"].splitlines()]
    assert (request["request_id"], request["status"]) == (command.request_id, "ok")
    assert b"carried-by-a-call" not in b"".join(entries.values()).lower()


def test_the_window_is_bounded(plane: ControlPlane, launcher: Launcher) -> None:
    """A-108: what is no window is half an hour, the longest is a day."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub")
    tunnel.wait_ready()
    for query, window in [("0", "30m0s"), ("-1", "30m0s"), ("x", "30m0s"), ("90", "1h30m0s"), ("2000", "24h0m0s")]:
        assert json.loads(fetch(tunnel, f"?minutes={query}")[1]["manifest.json"])["window"] == window


def json_paths() -> list[str]:
    """Every path of the API that can be read, from its description."""
    document = yaml.safe_load((REPOSITORY / "docs/openapi-operator.yaml").read_text())
    return [path for path, operations in document["paths"].items() if "get" in operations and "/stream" not in path]


def test_no_secret_is_in_a_bundle_nor_anywhere_else(
    plane: ControlPlane, launcher: Launcher, stdio_target: StdioTarget, tmp_path: Path
) -> None:
    """A-110, W-39, W-43, W-44: with whole messages in the log and payloads captured, from a server that repeats them."""

    def respond(call: Call) -> Answer:
        echo = {name: [secret, quote(secret, safe="")] for name, secret in SECRETS.items()}
        result = {"content": [{"type": "text", "text": json.dumps(echo)}], "echo": echo}
        return Answer(json.dumps({"jsonrpc": "2.0", "id": call.message["id"], "result": result}).encode())

    target = HTTPTarget(respond)
    proxy = ConnectProxy(f"user:{SECRETS['proxy password']}")
    secret_file = tmp_path / "secret"
    secret_file.touch(0o600)
    secret_file.write_text(SECRETS["secret of a file"])
    printer = tmp_path / "printer"
    printer.write_text(f"#!/bin/sh\necho '{SECRETS['secret of a command']}'\n")
    printer.chmod(0o700)
    profile = tmp_path / "tunnel.yaml"
    profile.write_text(
        "config_version: 1\n"
        f"# note to self: {SECRETS['custom header']}\n"
        "mcp:\n"
        "  extra_headers:\n"
        f"    X-From-File: file:{secret_file}\n"
        f"    X-From-Command: exec:{printer}\n"
    )
    command = f"{sys.executable} {STDIO_SERVER} {stdio_target.folder} --api-token {SECRETS['command token']}"
    user = quote(SECRETS["URL password"], safe="")
    proxy_url = f"http://user:{quote(SECRETS['proxy password'], safe='')}@127.0.0.1:{proxy.port}"
    log = tmp_path / "log"
    tunnel = launcher.run(
        plane,
        *("--config", str(profile), "--mcp.server-url", target.url.replace("//", f"//u:{user}@")),
        *("--mcp.command", f"channel=local,command={command}"),
        # Its server speaks no TLS: the errors go through everything, too.
        *("--mcp.server-url", f"url={target.url.replace('http', 'https', 1)},channel=far,http-proxy={proxy_url}"),
        *("--control-plane.extra-headers", f"X-Corp-Auth: {SECRETS['custom header']}"),
        *("--control-plane.extra-headers", f"X-Token: {SECRETS['web token']}"),
        *RAW_LOG,
        *("--log.file", str(log), "--admin-ui.capture-payloads"),
        env=environment(
            MCP_DISCOVERY_EXTRA_HEADERS=f"Authorization: Basic {SECRETS['Basic in the environment']}",
            MCP_UNKNOWN=f"Basic {SECRETS['Basic in the environment']}",
            TUNNEL_WHATEVER=SECRETS["secret of a command"],
            HARPOON_HTTP_PROXY=proxy_url,
        ),
    )
    wait_until(lambda: proxy.targets(), "the proxy's password")
    sent = plane.send(tools_call("echo", token=SECRETS["web token"], header=SECRETS["custom header"]))
    answer = plane.answer(sent)
    assert SECRETS["secret of a file"].encode() in answer.body, "the secrets do pass through"
    wait_until(lambda: '"status":"pending"' not in tunnel.get("/api/requests")[1], "the end of the command")
    assert "http exchange" in tunnel.get("/api/logs?component=http&limit=5000")[1]
    _, entries = fetch(tunnel)
    for name, content in entries.items():
        assert not leaks(content.decode()), f"{name}: {leaks(content.decode())}"
    assert b"X-From-File" in entries["manifest.json"] and b"note to self" not in entries["manifest.json"]
    for path in json_paths():
        for concrete in {path.replace("{id}", "1"), path.replace("{id}", sent.request_id)}:
            text = tunnel.get(concrete.replace("{component}", "mcp"))[1] if "export" not in path else ""
            assert not leaks(text), f"{concrete}: {leaks(text)}"
    for name, text in [("file", log.read_text()), ("stdout", tunnel.stdout), ("stderr", tunnel.stderr)]:
        assert not leaks(text), f"{name}: {leaks(text)}"
    target.close()
    proxy.close()


def test_a_large_log_is_streamed_and_bounded(plane: ControlPlane, launcher: Launcher) -> None:
    """W-46: megabytes of log cost little memory, and nobody waits for them to be collected."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub", *RAW_LOG)
    tunnel.wait_ready()
    text = base64.b64encode(os.urandom(40_000)).decode()
    for command in plane.send_all([plane.command(tools_call("uppercase", input=text)) for _ in range(100)]):
        plane.answer(command)
    before = resident(tunnel)
    headers, entries = fetch(tunnel)
    assert len(entries["tunnel-client.logs.ndjson"]) > 4 << 20
    assert "content-length" not in headers, "made while it is sent"
    assert sum(map(len, entries.values())) < 64 << 20
    assert resident(tunnel) - before < 16 << 20


def resident(tunnel: Tunnel) -> int:
    status = Path(f"/proc/{tunnel.child.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


def test_the_command_writes_a_private_file(plane: ControlPlane, launcher: Launcher, tmp_path: Path) -> None:
    """Path and contents are told; a file that is there stays; a client that is not there is an error."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub")
    tunnel.wait_ready()
    path = tmp_path / "bundle.tar.gz"
    at = ("support-bundle", "--url", tunnel.health_url, "--output", str(path))
    done = launcher.to_end(*at)
    assert done.code == 0 and done.stdout.startswith(str(path)) and "admin/status.json" in done.stdout
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with tarfile.open(path) as archive:
        assert archive.getnames() == ENTRIES
    again = launcher.to_end(*at)
    assert again.code == 1 and "--output" in again.complaint
    other = tmp_path / "other.tar.gz"
    document = json.loads(launcher.to_end(*at[:-1], str(other), "--minutes", "60", "--json").stdout)
    assert (document["path"], document["minutes"], document["has_raw_http"]) == (str(other), 60, False)
    assert [file["name"] for file in document["files"]] == ENTRIES and document["bytes"] == other.stat().st_size
    assert launcher.to_end(*at, "--minutes", "0").code == 1
    assert launcher.to_end("support-bundle", "--url", "http://127.0.0.1:9").code == 1


def test_the_command_asks_when_whole_messages_are_in_the_log(
    plane: ControlPlane, launcher: Launcher, tmp_path: Path
) -> None:
    """A-125: on a terminal; a script is only told, and --yes is an answer."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub", *RAW_LOG)
    tunnel.wait_ready()
    flags = ["support-bundle", "--url", tunnel.health_url, "--output"]
    for answer, code in [("n", 1), ("y", 0)]:
        path = tmp_path / f"{answer}.tar.gz"
        assert on_terminal([str(launcher.binary), *flags, str(path)], answer) == code
        assert path.exists() == (code == 0)
    unasked = launcher.to_end(*flags, str(tmp_path / "script.tar.gz"))
    assert unasked.code == 0 and "--log.http-raw-unsafe" in unasked.stderr
    assert launcher.to_end(*flags, str(tmp_path / "yes.tar.gz"), "--yes").stderr == ""


def on_terminal(command: list[str], answer: str) -> int:
    """Types the answer once the program asks; its exit code."""
    ours, theirs = pty.openpty()
    env = environment(TERM="xterm")
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs, env=env) as child:
        os.close(theirs)
        text = b""
        while b"[y/N]" not in text and select.select([ours], [], [], 20)[0]:
            text += os.read(ours, 4096)
        os.write(ours, f"{answer}\n".encode())
        try:
            return child.wait(20)
        finally:
            child.kill()
            os.close(ours)
