"""/api/requests, /api/metrics and `tunnel-client requests` of a running client (operator 32.6, 32.7, W-50, W-51, A-128)."""

from __future__ import annotations

import json
import socket
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from conftest import StdioTarget
from controlplane import API_KEY, Command, ControlPlane, Fault
from harness.process import Launcher, Tunnel, environment
from harness.rpc import notification, request, tools_call
from harness.waiting import wait_until
from targets.http_server import Answer, Call, HTTPTarget
from targets.raw import fill

SECRET = "a-payload-that-nobody-may-see"


def api(tunnel: Tunnel, path: str) -> dict:
    status, body = tunnel.get(path)
    assert status == 200, body
    return json.loads(body)


def send(tunnel: Tunnel, method: str, path: str, body: object = None, **headers: str) -> tuple[int, dict]:
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(tunnel.health_url + path, data=data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        text = error.read().decode()
        return error.code, json.loads(text) if text.startswith("{") else {"text": text}


def ended(tunnel: Tunnel, command: Command) -> dict:
    """The details of a command, once it is over."""

    def look() -> dict | None:
        found = [r for r in api(tunnel, "/api/requests")["requests"] if r["request_id"] == command.request_id]
        return found[0] if found and found[0]["status"] != "pending" else None

    return api(tunnel, f"/api/requests/{wait_until(look, 'the end of the request')['sequence']}")


def check_waterfall(details: dict) -> None:
    """A-128: the stages follow each other without a gap, and add up to the total."""
    stages, timing = details["waterfall"], details["timing"]
    assert [stage["stage"] for stage in stages] == ["queued", "plugin", "mcp", "post"]
    at = 0
    for stage in stages:
        assert stage["start_us"] == at and stage["duration_us"] >= 0
        at += stage["duration_us"]
    assert at == timing["total_us"] == sum(timing[f"{stage['stage']}_us"] for stage in stages)


@pytest.fixture
def tunnel(plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher) -> Tunnel:
    tunnel = launcher.run(plane, "--mcp.server-url", http_target.url)
    tunnel.wait_ready()
    return tunnel


def test_each_command_is_listed_with_where_its_time_went(plane: ControlPlane, tunnel: Tunnel) -> None:
    """A-128 (W-51): channel, method, status, sizes, stages; the POST that was repeated, too."""
    plane.post_faults = [Fault(503)]
    message = tools_call("echo", text=SECRET)
    command = plane.send(message, headers={"Mcp-Session-Id": ["session-secret"], "X-Request-Id": ["abc"]})
    plane.answer(command)
    details = ended(tunnel, command)
    assert (details["channel"], details["kind"], details["rpc_method"]) == ("main", "request", "tools/call")
    assert (details["tool"], details["status"], details["http_status"]) == ("echo", "ok", 200)
    assert details["bytes_in"] == len(message) and details["bytes_out"] > 0
    assert details["header_names"] == ["mcp-session-id", "x-request-id"]
    assert "error" not in details and details["session"]
    check_waterfall(details)
    assert [post["status"] for post in details["posts"]] == [503, 200]
    first, second = details["posts"]
    assert first["start_us"] + first["duration_us"] <= second["start_us"]
    assert second["start_us"] + second["duration_us"] <= details["timing"]["total_us"]
    assert "session-secret" not in json.dumps(details)
    assert api(tunnel, f"/api/requests/{command.request_id}")["sequence"] == details["sequence"]


def test_whose_fault_an_error_is(plane: ControlPlane, launcher: Launcher) -> None:
    """user needs 5: client, network, service or MCP server."""

    def respond(call: Call) -> Answer:
        tool = call.message["params"].get("name", "")
        if tool == "status":
            return Answer(b"no", status=500)
        if tool == "rpc":
            return Answer(fill(b'{"jsonrpc":"2.0","id":%ID%,"error":{"code":-32602,"message":"no such thing"}}', call.id))
        if tool == "tool":
            return Answer(fill(b'{"jsonrpc":"2.0","id":%ID%,"result":{"content":[],"isError" : true}}', call.id))
        return Answer(fill(b'{"jsonrpc":"2.0","id":%ID%,"result":{"content":["\\"error\\""],"isError":false}}', call.id))

    target = HTTPTarget(respond)
    tunnel = launcher.run(plane, "--mcp.server-url", target.url)
    tunnel.wait_ready()
    for tool, status in [("status", "http_error"), ("rpc", "rpc_error"), ("tool", "tool_error"), ("fine", "ok")]:
        command = plane.send(tools_call(tool))
        plane.answer(command)
        details = ended(tunnel, command)
        assert details["status"] == status
        assert details.get("error", {}).get("source") == (None if status == "ok" else "mcp_server")
    other = plane.send(tools_call("echo"), channel="nobody")
    plane.answer(other)
    assert (ended(tunnel, other)["status"], ended(tunnel, other)["error"]["source"]) == ("rejected", "client")
    target.close()
    gone = plane.send(tools_call("echo"))
    plane.answer(gone)
    details = ended(tunnel, gone)
    assert (details["status"], details["error"]["source"]) == ("transport_error", "network")
    errors = api(tunnel, "/api/metrics/summary")["errors"]
    assert (errors["mcp_server"], errors["network"], errors["client"]) == (3, 1, 1)


def test_filters(plane: ControlPlane, tunnel: Tunnel) -> None:
    """The newest first; channel, method, status, text and since narrow it."""
    commands = [plane.send(tools_call("alpha")), plane.send(request("tools/list")), plane.send(tools_call("beta"))]
    for command in commands:
        plane.answer(command)
        ended(tunnel, command)

    def ids(query: str) -> list[str]:
        return [found["request_id"] for found in api(tunnel, f"/api/requests?{query}")["requests"]]

    names = [command.request_id for command in reversed(commands)]
    assert sorted(ids("")) == sorted(names)
    sequences = [found["sequence"] for found in api(tunnel, "/api/requests")["requests"]]
    assert sequences == [3, 2, 1]
    assert len(ids("limit=1")) == 1 and len(ids("since=2")) == 1
    assert ids("method=tools/list") == [commands[1].request_id]
    assert ids("text=ALPHA") == [commands[0].request_id]
    assert ids("channel=other") == [] and ids("status=timeout,rpc_error") == [] and len(ids("status=ok")) == 3
    for wrong in ["limit=0", "limit=x", "status=nice", "since=-1"]:
        status, body = tunnel.get(f"/api/requests?{wrong}")
        assert status == 400 and wrong.split("=")[0] in json.loads(body)["error"]["message"]
    assert tunnel.get("/api/requests/4711")[0] == 404


def test_only_the_last_five_hundred_are_remembered(plane: ControlPlane, launcher: Launcher) -> None:
    """operator 32.6: a ring."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub", "--admin-ui.capture-payloads")
    tunnel.wait_ready()
    commands = plane.send_all([plane.command(request("ping")) for _ in range(520)])
    for command in commands:
        plane.answer(command)
    wait_until(lambda: api(tunnel, "/api/metrics/summary")["commands_ended"] == 520, "the end of all")
    found = api(tunnel, "/api/requests?limit=500")["requests"]
    assert [entry["sequence"] for entry in found] == list(range(520, 20, -1))
    assert tunnel.get("/api/requests/20")[0] == 404
    assert api(tunnel, "/api/requests/21")["captured"] and api(tunnel, "/api/requests/520")["captured"]


def test_without_capture_nothing_of_a_payload_is_kept(plane: ControlPlane, tunnel: Tunnel) -> None:
    """Off by default: not in the list, the details, the copied line, nor for a replay."""
    command = plane.send(tools_call("echo", text=SECRET))
    plane.answer(command)
    details = ended(tunnel, command)
    assert not details["captured"] and not details["can_replay"] and not details["curl_is_complete"]
    everything = json.dumps([details, api(tunnel, "/api/requests"), api(tunnel, "/api/metrics/history")])
    assert SECRET not in everything
    status, answer = send(tunnel, "POST", f"/api/requests/{details['sequence']}/replay")
    assert (status, answer["error"]["code"]) == (409, "not_captured")
    assert api(tunnel, "/api/requests/capture") == {"enabled": False}


def test_captured_payloads_are_shown_redacted(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """ADMIN_UI_CAPTURE_PAYLOADS; a secret of this process is taken out of what is shown, not of what is sent again."""
    tunnel = launcher.run(
        plane, "--mcp.server-url", http_target.url, env=environment(ADMIN_UI_CAPTURE_PAYLOADS="true")
    )
    tunnel.wait_ready()
    message = tools_call("echo", text=f"it's {API_KEY} {SECRET}")
    command = plane.send(message)
    plane.answer(command)
    details = ended(tunnel, command)
    assert details["captured"] and details["can_replay"]
    assert SECRET in details["request"]["text"] and API_KEY not in json.dumps(details)
    assert details["request"]["bytes"] == len(message) and details["request"]["complete"]
    assert json.loads(details["response"]["text"])["result"]
    assert details["curl"].startswith("curl ") and http_target.url in details["curl"] and not details["curl_is_complete"]
    status, answer = send(tunnel, "POST", f"/api/requests/{details['sequence']}/replay")
    assert status == 200 and answer["status"] == "ok"
    assert [call.body for call in http_target.calls if b"tools/call" in call.body] == [message, message]


def test_capture_is_turned_on_for_a_while(plane: ControlPlane, tunnel: Tunnel) -> None:
    """PUT: on with an end, off with what was captured gone; only this machine, only the same origin."""
    status, answer = send(tunnel, "PUT", "/api/requests/capture", {"enabled": True, "for": "5m"})
    assert status == 200 and answer["enabled"] and 290 <= answer["seconds_left"] <= 300
    command = plane.send(tools_call("echo", text=SECRET))
    plane.answer(command)
    details = ended(tunnel, command)
    assert SECRET in details["request"]["text"]
    assert send(tunnel, "PUT", "/api/requests/capture", {"enabled": False}) == (200, {"enabled": False})
    assert SECRET not in tunnel.get(f"/api/requests/{details['sequence']}")[1]
    send(tunnel, "PUT", "/api/requests/capture", {"enabled": True, "for": "1s"})
    wait_until(lambda: not api(tunnel, "/api/requests/capture")["enabled"], "the end of capturing")
    for wrong in [{}, {"enabled": 1}, {"enabled": True, "for": "long"}, {"enabled": True, "for": "25h"}, []]:
        assert send(tunnel, "PUT", "/api/requests/capture", wrong)[0] == 400
    foreign = {"Origin": "http://evil.example"}
    assert send(tunnel, "PUT", "/api/requests/capture", {"enabled": True}, **foreign)[0] == 403
    assert send(tunnel, "POST", "/api/requests/replay", {"message": {}}, **foreign)[0] == 403


@pytest.fixture(params=["http", "stdio", "stub"])
def any_target(request: pytest.FixtureRequest) -> list[str]:
    if request.param == "http":
        return ["--mcp.server-url", request.getfixturevalue("http_target").url]
    if request.param == "stdio":
        return ["--mcp.command", request.getfixturevalue("stdio_target").command]
    return ["--embedded-mcp-stub"]


def test_a_replay_reaches_the_server_and_nobody_else(
    plane: ControlPlane, any_target: list[str], launcher: Launcher
) -> None:
    """W-51: over every transport, of a command and of a message of one's own; nothing is posted, nothing is counted."""
    tunnel = launcher.run(plane, *any_target, "--admin-ui.capture-payloads")
    tunnel.wait_ready()
    command = plane.send(tools_call("echo", text="hi"))
    answer = plane.answer(command)
    details = ended(tunnel, command)
    posts = len(plane.posts)
    status, again = send(tunnel, "POST", f"/api/requests/{details['sequence']}/replay")
    assert status == 200, again
    assert again["status"] == details["status"] and again["messages"][-1] == answer.message
    assert again["timing"]["total_us"] == again["timing"]["plugin_us"] + again["timing"]["mcp_us"]
    message = json.loads(tools_call("echo", text="own"))
    status, own = send(tunnel, "POST", "/api/requests/replay", {"channel": "main", "message": message})
    assert status == 200 and own["messages"][-1]["id"] == message["id"]
    assert (details["curl"].startswith("curl ")) == ("--mcp.server-url" in any_target)
    wait_until(lambda: len(plane.polls) >= 2, "another poll")
    assert len(plane.posts) == posts
    summary = api(tunnel, "/api/metrics/summary")
    assert (summary["commands_total"], summary["commands_ended"]) == (1, 1)


def test_replays_that_cannot_be(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """One at a time in a channel, a known channel, one message, at most a mebibyte."""
    tunnel = launcher.run(plane, "--mcp.command", stdio_target.command)
    tunnel.wait_ready()
    held = {"message": json.loads(tools_call("hold"))}
    results: list[tuple[int, dict]] = []
    waiting = threading.Thread(target=lambda: results.append(send(tunnel, "POST", "/api/requests/replay", held)))
    waiting.start()
    wait_until(lambda: stdio_target.received, "the held call")
    assert send(tunnel, "POST", "/api/requests/replay", held)[1]["error"]["code"] == "busy"
    stdio_target.release()
    waiting.join()
    assert results[0][0] == 200 and results[0][1]["status"] == "ok"
    refused = [
        ({"channel": "other", "message": held["message"]}, 404),
        ({"message": {"hello": 1}}, 400),
        ({"message": [held["message"]]}, 400),
        ({"channel": "main"}, 400),
    ]
    for body, code in refused:
        status, answer = send(tunnel, "POST", "/api/requests/replay", body)
        assert status == code and answer["error"]["message"], answer
    large = {"message": json.loads(tools_call("echo", text="x" * (1 << 20)))}
    assert send(tunnel, "POST", "/api/requests/replay", large)[0] == 413


class Events:
    """What comes over /api/requests/stream."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    @property
    def requests(self) -> list[dict]:
        return [json.loads(line[6:]) for line in list(self.lines) if line.startswith("data: ")]


@contextmanager
def listening(tunnel: Tunnel, query: str = "", **headers: str) -> Iterator[Events]:
    events = Events()
    asked = urllib.request.Request(tunnel.health_url + "/api/requests/stream" + query, headers=headers)
    with urllib.request.urlopen(asked, timeout=20) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")

        def read() -> None:
            try:
                for line in stream:
                    events.lines.append(line.decode().rstrip("\n"))
            except (OSError, ValueError, AttributeError):
                pass  # closed by the test

        threading.Thread(target=read, daemon=True).start()
        wait_until(lambda: events.lines, "the stream's first line")
        try:
            yield events
        finally:
            # Closing would wait for the reader, which waits for the next ping.
            with suppress(OSError, AttributeError):
                stream.fp.raw._sock.shutdown(socket.SHUT_RDWR)


def test_the_stream_tells_of_changes(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """operator 32.6: pending, then its end; a reader that comes back misses nothing."""
    tunnel = launcher.run(plane, "--mcp.command", stdio_target.command)
    tunnel.wait_ready()
    with listening(tunnel) as events:
        command = plane.send(tools_call("hold"))
        wait_until(lambda: [e["status"] for e in events.requests] == ["pending"], "the pending request")
        stdio_target.release()
        plane.answer(command)
        wait_until(lambda: events.requests[-1]["status"] == "ok", "the end")
        assert all(event["sequence"] == 1 for event in events.requests)
    with listening(tunnel, **{"Last-Event-ID": "0"}) as events:
        wait_until(lambda: [e["status"] for e in events.requests] == ["ok"], "what was missed")
    # A revision that this process has given out too, and that was another one's.
    with listening(tunnel, "?instance=another", **{"Last-Event-ID": "1"}) as events:
        wait_until(lambda: [e["status"] for e in events.requests] == ["ok"], "everything")
    with listening(tunnel) as events:
        tunnel.stop()


def test_history_and_summary(plane: ControlPlane, tunnel: Tunnel) -> None:
    """operator 32.7, 13.3, W-50: series of equal length, percentiles, the values that people look for."""
    for _ in range(5):
        plane.answer(plane.send(tools_call("echo")))
    plane.answer(plane.send(notification("notifications/initialized")))

    def sampled() -> dict | None:
        history = api(tunnel, "/api/metrics/history?window=5m")
        return history if sum(history["series"]["commands_per_second"]) == 6 else None

    history = wait_until(sampled, "the samples")
    count = history["samples"]
    assert history["interval_seconds"] == 1 and count >= 1
    series = history["series"]
    errors = series.pop("errors")
    names = "commands_per_second p50_us p90_us p99_us queue_depth workers_active poll_age_seconds rss_bytes"
    assert sorted(series) == sorted(names.split())
    assert all(len(values) == count for values in [*series.values(), *errors.values()])
    assert set(errors) == {"client", "network", "service", "mcp_server"}
    assert series["rss_bytes"][-1] > 1 << 20
    (channel,) = history["channels"]
    assert channel["name"] == "main" and channel["commands_per_second"] == series["commands_per_second"]
    busy = [i for i, value in enumerate(series["commands_per_second"]) if value]
    assert all(0 < series["p50_us"][i] <= series["p90_us"][i] <= series["p99_us"][i] for i in busy)
    own = api(tunnel, "/api/metrics/history?window=5m&channel=main")
    assert own["channel"] == "main" and sum(own["series"]["commands_per_second"]) == 6
    assert api(tunnel, "/api/metrics/history?window=1h")["interval_seconds"] == 10
    assert tunnel.get("/api/metrics/history?window=1d")[0] == 400
    assert tunnel.get("/api/metrics/history?channel=nobody")[0] == 404
    summary = api(tunnel, "/api/metrics/summary")
    assert summary["latency"]["last_5m"]["count"] == 6 and summary["latency"]["since_start"]["p99_us"] > 0
    assert [summary[name] for name in ("queue_depth", "queue_capacity")] == [0, 20]
    assert [summary[name] for name in ("workers_active", "workers_limit")] == [0, 10]
    assert summary["poll_cycles"] >= 1 and summary["last_poll_at"] and summary["poll_errors"] == 0
    assert summary["channels"][0]["name"] == "main" and summary["channels"][0]["ended"] == 6


def test_the_command_line(plane: ControlPlane, tunnel: Tunnel, launcher: Launcher) -> None:
    """list, show, replay; exit codes 0, 1 and 2; one JSON document."""
    command = plane.send(tools_call("echo"))
    plane.answer(command)
    ended(tunnel, command)
    at = ["--url", tunnel.health_url]
    listed = launcher.to_end("requests", "list", *at)
    assert listed.code == 0 and "tools/call echo" in listed.stdout and listed.stdout.startswith("#")
    document = json.loads(launcher.to_end("requests", "list", "--json", "--url-file", str(tunnel.health_file)).stdout)
    assert document["requests"][0]["request_id"] == command.request_id
    port = tunnel.health_url.rsplit(":", 1)[1]
    shown = launcher.to_end("requests", "show", "1", "--port", port)
    assert shown.code == 0 and all(stage in shown.stdout for stage in ["queued", "plugin", "mcp", "post", "curl"])
    assert "was not captured" in shown.stdout
    assert json.loads(launcher.to_end("requests", "show", command.request_id, "--json", *at).stdout)["sequence"] == 1
    unknown = launcher.to_end("requests", "show", "99", *at)
    assert unknown.code == 2 and "tunnel-client requests list" in unknown.stdout
    message = request("tools/call", {"name": "echo"}).decode()
    replayed = launcher.to_end("requests", "replay", "--message", message, *at)
    assert replayed.code == 0 and replayed.stdout.startswith("ok (200)") and '"result"' in replayed.stdout
    document = json.loads(launcher.to_end("requests", "replay", "--message", message, "--json", *at).stdout)
    assert document["status"] == "ok" and document["messages"]
    refused = launcher.to_end("requests", "replay", "1", *at)
    assert refused.code == 2 and "--admin-ui.capture-payloads" in refused.stdout
    for wrong in [["list"], ["list", *at, "--port", port], ["replay", *at], ["list", "--port", "1"], ["list", *at, "--limit", "0"]]:
        failed = launcher.to_end("requests", *wrong)
        assert failed.code == 1 and failed.complaint


def test_the_command_line_over_a_socket(plane: ControlPlane, launcher: Launcher) -> None:
    """operator 9.2: http+unix:// as the URL file has it."""
    with tempfile.TemporaryDirectory(prefix="tc-", dir="/tmp") as folder:
        tunnel = launcher.run(plane, "--embedded-mcp-stub", "--health.unix-socket", f"{folder}/s")
        tunnel.watch(lambda: tunnel.health_file.exists(), "the URL file")
        plane.answer(plane.send(request("tools/list")))
        listed = launcher.to_end("requests", "list", "--url-file", str(tunnel.health_file))
        assert listed.code == 0 and "tools/list" in listed.stdout
        tunnel.stop()
