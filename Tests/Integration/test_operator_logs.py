"""The log of a running client: its sinks, its redaction, its API (operator spec 7.4, 11.2, 12)."""

from __future__ import annotations

import base64
import http.client
import json
import os
import stat
import subprocess
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

from controlplane import API_KEY, TUNNEL_ID, ControlPlane
from harness.process import Launcher, Tunnel, environment, http_get, read_if_there
from harness.rpc import request, tools_call
from harness.waiting import wait_until
from targets.http_server import Answer, HTTPTarget
from test_operator_guards import ask

HEADER = "corp+secret/value=42"


def put(tunnel: Tunnel, path: str, body: bytes) -> tuple[int, str]:
    status, _, text = ask(tunnel, path, "PUT", body=body)
    return status, text


def events(tunnel: Tunnel, query: str = "") -> list[dict]:
    return json.loads(tunnel.get(f"/api/logs{query}")[1])["events"]


class Stream:
    """An open event stream; `frame` waits for the next one."""

    def __init__(self, tunnel: Tunnel, path: str, **headers: str):
        url = urlsplit(tunnel.health_url)
        self.connection = http.client.HTTPConnection(url.hostname, url.port, timeout=20)
        self.connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        self.answer = self.connection.getresponse()

    def frame(self) -> list[str]:
        lines: list[str] = []
        while line := self.answer.readline().decode().rstrip("\n"):
            lines.append(line)
        return lines

    def log(self) -> dict:
        name, number, data = self.frame()
        event = json.loads(data.removeprefix("data: "))
        assert name == "event: log" and number == f"id: {event['seq']}"
        return event

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def test_the_log_can_be_read_filtered_and_followed(plane: ControlPlane, launcher: Launcher) -> None:
    """A-103, A-107, W-45, W-47."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub", "--log.level", "debug", "--log.format", "json")
    tunnel.wait_ready()
    all_events = events(tunnel, "?limit=5000&since=0")
    assert [event["seq"] for event in all_events] == list(range(1, len(all_events) + 1))
    assert set(all_events[0]) <= {"seq", "time", "level", "message", "attrs"}
    assert len(events(tunnel, "?limit=1")) == 1
    assert all(event["level"] == "INFO" for event in events(tunnel, "?level=info&text=ui_url"))
    lines = ask(tunnel, "/api/logs?format=ndjson&since=0&limit=3")[2].splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [1, 2, 3]
    started = time.monotonic()
    with Stream(tunnel, "/api/logs/stream", Last_Event_ID="2") as stream:
        assert stream.answer.headers["Content-Type"] == "text/event-stream"
        assert stream.frame() == ["retry: 2000"]
        assert time.monotonic() - started < 10
        seen = [stream.log()["seq"] for _ in range(len(all_events) - 2)]
        assert seen == list(range(3, len(all_events) + 1))
        put(tunnel, "/api/log-level", b'{"level":"info"}')
        while stream.log()["message"] != "log level changed":
            pass
        tunnel.stop()


def test_an_idle_stream_says_that_it_is_there(plane: ControlPlane, launcher: Launcher) -> None:
    """A-106."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub")
    tunnel.wait_ready()
    with Stream(tunnel, "/api/logs/stream?level=error") as stream:
        assert stream.frame() == ["retry: 2000"]
        assert stream.frame() == [": ping"]


def test_levels_change_while_it_runs(plane: ControlPlane, launcher: Launcher) -> None:
    """A-105, W-48."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub")
    tunnel.wait_ready()
    status, text = put(tunnel, "/api/log-level", b'{"level":" WARN "}')
    assert status == 200 and json.loads(text) == {"level": "warn", "supported_levels": ["debug", "info", "warn"]}
    for body in [b'{"level":"error"}', b'{"level":"info","x":1}', b'{"level":"info"} x', b"", b"{", b'{"level":1}']:
        assert put(tunnel, "/api/log-level", body)[0] == 400, body
    status, headers, _ = ask(tunnel, "/api/log-level", "POST", body=b"{}")
    assert status == 405 and headers["allow"] == "GET, PUT"
    changed = put(tunnel, "/api/log-levels", b'{"level":"debug","component":"http","revert_after":"1s"}')
    assert changed[0] == 200 and json.loads(changed[1])["components"] == {"http": "debug"}
    tunnel.watch(
        lambda: json.loads(tunnel.get("/api/log-levels")[1])["components"] == {}, "the level going back", timeout=10
    )
    assert put(tunnel, "/api/log-levels", b'{"level":"error"}')[0] == 200


def test_no_sink_shows_a_secret_even_with_whole_messages(
    plane: ControlPlane, launcher: Launcher, tmp_path: Path
) -> None:
    """W-43, W-44: the file, standard error and the API, with a server that repeats what it was told."""
    encoded = base64.b64encode(f"user:{API_KEY}".encode()).decode()
    echo = {"key": API_KEY, "basic": encoded, "quoted": quote(HEADER, safe=""), "auth": f"Basic {encoded}"}

    def respond(call) -> Answer:
        return Answer(json.dumps({"jsonrpc": "2.0", "id": call.message["id"], "result": {"content": [], "echo": echo}}).encode())

    target = HTTPTarget(respond)
    log = tmp_path / "log"
    flags = ["--mcp.server-url", target.url, "--mcp.extra-headers", f"X-Corp-Auth: {HEADER}"]
    flags += ["--log.level", "debug", "--log.file", str(log), "--log.format", "json", "--log.http-raw-unsafe"]
    tunnel = launcher.run(plane, *flags)
    tunnel.wait_ready()
    assert API_KEY.encode() in plane.answer(plane.send(tools_call("echo"))).body
    dumped = wait_until(lambda: events(tunnel, "?text=X-Corp-Auth&component=http&limit=5000"), "the dump")
    assert any('"echo"' in event["attrs"]["response_body"] for event in dumped)
    assert not any("/poll" in event["attrs"]["url"] for event in events(tunnel, "?component=http&limit=5000"))
    shown = log.read_text() + tunnel.stderr + tunnel.stdout + tunnel.get("/api/logs?limit=5000")[1]
    for secret in [API_KEY, encoded, HEADER, quote(HEADER, safe="")]:
        assert secret not in shown
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    target.close()


def test_an_output_that_nobody_reads_stops_nothing(plane: ControlPlane, launcher: Launcher, tmp_path: Path) -> None:
    """A pager that waits, a collector that hangs: commands and probes go on, and what was lost is told."""
    reader, writer = os.pipe()
    flags = ["--embedded-mcp-stub", "--log.level", "debug", "--log.format", "json", "--log.http-raw-unsafe"]
    url_file = tmp_path / "url"
    child = subprocess.Popen(
        [
            *(str(launcher.binary), "run", "--control-plane.base-url", plane.base_url, *flags),
            *("--control-plane.tunnel-id", TUNNEL_ID, "--health.listen-addr", "127.0.0.1:0"),
            *("--health.url-file", str(url_file)),
        ],
        stdin=subprocess.DEVNULL, stdout=writer, stderr=writer, env=environment(),
    )  # fmt: skip
    os.close(writer)
    try:
        for command in plane.send_all([plane.command(tools_call("echo", input="x" * 4000)) for _ in range(40)]):
            plane.answer(command)
        url = wait_until(lambda: read_if_there(url_file), "the URL")
        assert http_get(f"{url}/readyz")[0] == 200
        os.set_blocking(reader, False)
        seen = b""

        def told() -> bool:
            nonlocal seen
            try:
                seen += os.read(reader, 1 << 20)
            except BlockingIOError:
                plane.answer(plane.send(tools_call("echo", input="y")))
            return b"log records were lost" in seen

        wait_until(told, "word of what was lost")
        assert all(json.loads(line) for line in seen.splitlines()[:-1] if line.startswith(b"{") and line.endswith(b"}"))
    finally:
        child.kill()
        child.wait()
        os.close(reader)


def test_no_answer_shows_a_secret_that_a_peer_has_put_into_a_name(plane: ControlPlane, launcher: Launcher) -> None:
    """W-39, W-43: tools, methods and refused input, in the list, the details, the stream and the bundle."""
    target = HTTPTarget()
    tunnel = launcher.run(plane, "--mcp.server-url", target.url, "--mcp.extra-headers", f"X-Corp-Auth: {HEADER}")
    tunnel.wait_ready()
    forms = [HEADER, quote(HEADER), quote(HEADER, safe=""), base64.b64encode(HEADER.encode()).decode(), API_KEY]
    with Stream(tunnel, "/api/requests/stream") as stream:
        assert stream.frame() == ["retry: 2000"]
        for form in forms:
            plane.answer(plane.send(tools_call(f"tool {form}")))
            plane.answer(plane.send(request(f"method/{form}")))
        shown = ""
        while shown.count("event: request") < 2 * len(forms):
            shown += "\n".join(stream.frame())
    listed = tunnel.get("/api/requests")[1]
    assert listed.count("[REDACTED]") >= 2 * len(forms)
    shown += listed + put(tunnel, "/api/log-level", json.dumps({HEADER: 1}).encode())[1]
    for number in range(1, 2 * len(forms) + 1):
        shown += tunnel.get(f"/api/requests/{number}")[1]
    for path in ["/metrics", "/health?details=true", "/api/metrics/summary", f"/api/logs?level={quote(HEADER, safe='')}"]:
        shown += tunnel.get(path)[1]
    for form in forms:
        assert form not in shown
    target.close()


def test_a_log_file_makes_way_for_a_new_one(plane: ControlPlane, launcher: Launcher, tmp_path: Path) -> None:
    """W-48."""
    log = tmp_path / "log"
    tunnel = launcher.run(
        plane,
        *("--embedded-mcp-stub", "--log.level", "debug", "--log.file", str(log), "--log.format", "json"),
        env=environment(LOG_MAX_FILE_BYTES="2000", LOG_MAX_FILES="2"),
    )
    tunnel.wait_ready()
    for level in [b"info", b"debug"] * 10:
        put(tunnel, "/api/log-level", b'{"level":"%s"}' % level)
    files = [log, Path(f"{log}.1"), Path(f"{log}.2")]
    assert all(file.stat().st_size <= 2000 for file in files) and not Path(f"{log}.3").exists()
    for file in files:
        assert all(json.loads(line) for line in file.read_text().splitlines())


def test_a_log_file_that_cannot_be_opened_is_one_line(launcher: Launcher, tmp_path: Path) -> None:
    """W-22."""
    ended = launcher.to_end(
        *("run", "--control-plane.tunnel-id", "tunnel_" + "0" * 32, "--embedded-mcp-stub"),
        *("--log.file", str(tmp_path / "none" / "log")),
    )
    assert ended.code == 1 and "--log.file" in ended.complaint
