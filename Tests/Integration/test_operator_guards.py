"""Who may see the operator's page and API of a running client (operator spec 11.1)."""

from __future__ import annotations

import http.client
import re
import socket
import stat
from pathlib import Path
from urllib.parse import urlsplit

from controlplane import ControlPlane
from harness.process import Launcher, Tunnel

PATHS = ["/", "/ui", "/api/status", "/api/logs", "/api/logs/stream", "/api/log-level", "/api/log-levels", "/api/config"]
ELSEWHERE = {"X-Forwarded-For": "203.0.113.7"}
CHANGE = b'{"level":"debug"}'


def ask(
    tunnel: Tunnel, path: str, method: str = "GET", host: str | None = None, body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    """Status, headers in lower case and body; `host` is where to connect to."""
    url = urlsplit(tunnel.health_url)
    connection = http.client.HTTPConnection(host or url.hostname, url.port, timeout=5)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers=named)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()
    finally:
        connection.close()


def own_address() -> str | None:
    """An address of this machine that is no loopback address; no packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = probe.getsockname()[0]
        return None if address.startswith("127.") else address


def token_of(tunnel: Tunnel) -> str:
    return tunnel.watch(
        lambda: re.search(r"access token for other machines: (\w{64})", tunnel.stderr), "the token"
    ).group(1)


def test_a_foreign_host_or_site_is_refused(plane: ControlPlane, launcher: Launcher) -> None:
    """A-097, A-099, A-100, W-35, W-37."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub")
    tunnel.wait_ready()
    for path in [*PATHS, "/metrics"]:
        assert ask(tunnel, path, Host="evil.example")[0] == 403, path
    assert ask(tunnel, "/healthz", Host="evil.example")[0] == 200
    for headers in ({"Origin": "http://evil.example"}, {"Sec_Fetch_Site": "cross-site"}):
        assert ask(tunnel, "/api/log-level", "PUT", body=CHANGE, **headers)[0] == 403
    assert ask(tunnel, "/api/log-level", "PUT", body=CHANGE)[0] == 200
    # Another site's page can load nothing of ours into itself; a link to us works.
    embedded = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}
    assert ask(tunnel, "/api/logs/stream", **embedded)[0] == 403 and ask(tunnel, "/assets/app.js", **embedded)[0] == 403
    assert ask(tunnel, "/ui", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")[0] == 200
    status, headers, _ = ask(tunnel, "/api/status", "DELETE")
    assert status == 405 and "GET" in headers["allow"]
    # A route of a plugin, too.
    status, headers, _ = ask(tunnel, "/api/harpoon/status", "POST", body=b"{}")
    assert status == 405 and headers["allow"] == "GET, HEAD"
    status, headers, _ = ask(tunnel, "/ui")
    assert headers["content-security-policy"] == "default-src 'self'; frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"


def test_another_machine_is_refused_and_told_of_the_flag(plane: ControlPlane, launcher: Launcher) -> None:
    """A-096, W-32; a reverse proxy's clients are elsewhere too (W-36)."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub", "--health.listen-addr", "0.0.0.0:0")
    tunnel.wait_ready()
    for host, headers in [(own_address(), {}), (None, ELSEWHERE)]:
        for path in PATHS:
            status, _, body = ask(tunnel, path, host=host, **headers)
            assert status == 403 and "--allow-remote-ui" in body, path
        status, _, body = ask(tunnel, "/metrics", host=host, **headers)
        assert status == 403 and "--health.remote-metrics" in body
        assert ask(tunnel, "/healthz", host=host, **headers)[0] == 200
    assert "access token" not in tunnel.stderr


def test_another_machine_needs_the_token_and_may_not_act(plane: ControlPlane, launcher: Launcher) -> None:
    """A-115, W-36."""
    flags = ["--embedded-mcp-stub", "--health.listen-addr", "0.0.0.0:0", "--allow-remote-ui"]
    tunnel = launcher.run(plane, *flags)
    tunnel.wait_ready()
    token = token_of(tunnel)
    file = Path(f"{tunnel.health_file}.token")
    assert file.read_text() == token and stat.S_IMODE(file.stat().st_mode) == 0o600
    allowed = {"Authorization": f"Bearer {token}"}
    for host, headers in [(own_address(), {}), ("127.0.0.1", ELSEWHERE)]:
        assert ask(tunnel, "/api/status", host=host, **headers)[0] == 401
        assert ask(tunnel, "/api/status", host=host, **headers, **allowed)[0] == 200
        status, _, body = ask(tunnel, "/api/log-level", "PUT", host, CHANGE, **headers, **allowed)
        assert status == 403 and "--allow-remote-control" in body
        status, answered, _ = ask(tunnel, f"/ui?token={token}", host=host, **headers)
        assert status == 303 and "HttpOnly" in answered["set-cookie"] and token not in answered["set-cookie"]
        cookie = answered["set-cookie"].split(";")[0]
        assert ask(tunnel, "/ui", host=host, Cookie=cookie, **headers)[0] == 200
    assert ask(tunnel, "/api/status", host="127.0.0.1")[0] == 200
    tunnel.stop()
    assert not file.exists()
    again = launcher.run(plane, *flags, "--allow-remote-control", "--health.remote-metrics")
    again.wait_ready()
    assert token_of(again) != token
    allowed = {"Authorization": f"Bearer {token_of(again)}"}
    assert ask(again, "/api/log-level", "PUT", None, CHANGE, **ELSEWHERE, **allowed)[0] == 200
    assert ask(again, "/metrics", host=own_address(), **ELSEWHERE, Host="collector.example")[0] == 200


def test_a_browser_that_is_not_there_is_a_warning(plane: ControlPlane, launcher: Launcher, tmp_path: Path) -> None:
    """Operator spec 7.5: the page is opened without a shell, and its failure changes nothing."""
    from harness.process import environment

    missing = launcher.run(plane, "--embedded-mcp-stub", "--open-web-ui", env=environment(PATH=str(tmp_path)))
    missing.wait_ready()
    missing.watch(lambda: "the browser did not open" in missing.stderr, "the warning")
    opened = tmp_path / "opened"
    program = tmp_path / "xdg-open"
    program.write_text(f'#!/bin/sh\nprintf "%s" "$1" > "{opened}"\n')
    program.chmod(0o755)
    there = launcher.run(
        plane, "--embedded-mcp-stub", env=environment(PATH=f"{tmp_path}:/usr/bin:/bin", OPEN_WEB_UI="true")
    )
    there.wait_ready()
    there.watch(lambda: opened.exists() and opened.read_text() == f"{there.health_url}/ui", "the page's URL")
