"""TLS with real parts: an authority of our own, nginx, HTTP/2 by ALPN, client certificates (dataplane section 23)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from controlplane import API_KEY, TUNNEL_ID, ControlPlane, Fault
from harness.certificates import Authority, Pair
from harness.process import Launcher
from harness.rpc import tools_call
from harness.waiting import wait_until
from targets.http_server import HTTPTarget
from targets.nginx import Nginx


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="module")
def server_pair(authority: Authority) -> Pair:
    return authority.issue("server", "IP:127.0.0.1", "DNS:localhost")


@pytest.fixture
def in_front(tmp_path: Path, server_pair: Pair) -> Iterator[object]:
    """Puts an nginx in front of a base URL."""
    started: list[Nginx] = []

    def start(behind: str, **options: object) -> Nginx:
        started.append(Nginx(tmp_path / f"nginx-{len(started)}", behind, server_pair, **options))
        return started[-1]

    yield start
    for nginx in started:
        nginx.close()


def seen(headers: list[tuple[str, str]], name: str) -> set[str]:
    return {value for key, value in headers if key.lower() == name.lower()}


def seen_by(plane: ControlPlane, name: str) -> set[str]:
    return {value for _, headers in plane.requests for value in seen(headers, name)}


def flags_of(pair: Pair, side: str) -> list[str]:
    return [f"--{side}.client-cert", str(pair.certificate), f"--{side}.client-key", str(pair.key)]


def test_a_bundle_is_trusted_beside_the_systems_roots(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher, authority: Authority, in_front
) -> None:
    """TL-01, CP-07: control plane and MCP over TLS and HTTP/2, with our authority in --ca-bundle."""
    control, target = in_front(plane.base_url), in_front(http_target.base_url)
    bundle = ["--ca-bundle", str(authority.root.certificate)]
    tunnel = launcher.run(control.base_url, *bundle, "--mcp.server-url", f"{target.base_url}/mcp")
    plane.answer(plane.send(tools_call("echo")))
    tunnel.wait_ready()
    assert seen_by(plane, "X-Seen-Protocol") == {"HTTP/2.0"}
    assert seen(http_target.calls[0].headers, "X-Seen-Protocol") == {"HTTP/2.0"}
    # One connection carries the poll and the POST (CP-07).
    assert len(seen_by(plane, "X-Seen-Connection")) <= 2


def test_without_the_bundle_nobody_is_trusted(
    plane: ControlPlane, launcher: Launcher, in_front
) -> None:
    """TL-01: a server that the system does not know is refused, and /readyz says so."""
    tunnel = launcher.run(in_front(plane.base_url).base_url, "--embedded-mcp-stub")
    wait_until(lambda: "tls" in tunnel.get("/readyz")[1].lower(), "a TLS failure on /readyz")
    assert plane.requests == []


def test_a_bundle_without_a_certificate_is_an_error(launcher: Launcher, authority: Authority) -> None:
    """TL-01: said at the start, with the file's name."""
    ended = launcher.to_end(
        "run", "--control-plane.tunnel-id", TUNNEL_ID, "--embedded-mcp-stub",
        "--ca-bundle", str(authority.root.key),
    )  # fmt: skip
    assert ended.code != 0
    assert "--ca-bundle" in ended.complaint and "holds no certificate" in ended.complaint


def test_each_side_sees_its_own_client_certificate(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher, authority: Authority, in_front
) -> None:
    """TL-02, GEN-06: the control plane's certificate goes there, MCP's to its server, on every request."""
    root = authority.root.certificate
    control = in_front(plane.base_url, clients=root)
    target = in_front(http_target.base_url, clients=root)
    tunnel = launcher.run(
        control.base_url, "--ca-bundle", str(root), "--mcp.server-url", f"{target.base_url}/mcp",
        *flags_of(authority.issue("for-control"), "control-plane"),
        *flags_of(authority.issue("for-mcp"), "mcp"),
    )  # fmt: skip
    plane.answer(plane.send(tools_call("echo")))
    tunnel.wait_ready()
    assert seen_by(plane, "X-Seen-Client") == {"CN=for-control"}
    assert seen(http_target.calls[0].headers, "X-Seen-Client") == {"CN=for-mcp"}


def test_bindings_do_not_share_connections_across_certificates(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher, authority: Authority, in_front
) -> None:
    """TL-02: three channels to one server, two certificates and none; who is who never mixes."""
    root = authority.root.certificate
    url = f"{in_front(http_target.base_url, clients=root, required=False).base_url}/mcp"
    one, two = authority.issue("one"), authority.issue("two")
    entry = "url={},channel={},client-cert={},client-key={}"
    launcher.run(
        plane, "--ca-bundle", str(root), "--mcp.server-url", url,
        "--mcp.server-url", entry.format(url, "one", one.certificate, one.key),
        "--mcp.server-url", entry.format(url, "two", two.certificate, two.key),
    )  # fmt: skip
    expected = {"main": set(), "one": {"CN=one"}, "two": {"CN=two"}}
    for channel in list(expected) * 3:
        before = len(http_target.calls)
        plane.answer(plane.send(tools_call("echo"), channel=channel))
        assert seen(http_target.calls[before].headers, "X-Seen-Client") - {""} == expected[channel]


def test_a_server_that_wants_a_certificate_gets_none_of_the_other_side(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher, authority: Authority, in_front
) -> None:
    """TL-02: the control plane's certificate is not for MCP servers."""
    root = authority.root.certificate
    target = in_front(http_target.base_url, clients=root)
    launcher.run(
        plane, "--ca-bundle", str(root), "--mcp.server-url", f"{target.base_url}/mcp",
        *flags_of(authority.issue("control-only"), "control-plane"),
    )  # fmt: skip
    answer = plane.answer(plane.send(tools_call("echo")))
    assert answer.envelope["resp_code"] == 400  # nginx: "No required SSL certificate was sent"
    assert http_target.calls == []


def test_a_redirect_takes_no_credential_along(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher, authority: Authority, in_front
) -> None:
    """CP-08, W-01: a control plane that redirects a poll elsewhere is an error; the key stays where it is."""
    elsewhere = HTTPTarget()
    try:
        plane.poll_faults += [_redirect(status, elsewhere.base_url) for status in (301, 302, 303, 307, 308)]
        control = in_front(plane.base_url)
        tunnel = launcher.run(
            control.base_url, "--ca-bundle", str(authority.root.certificate),
            "--mcp.server-url", http_target.url,
        )  # fmt: skip
        plane.wait_for_polls(6)
        tunnel.wait_ready()
        assert elsewhere.calls == [] and elsewhere.other == []
    finally:
        elsewhere.close()
    assert API_KEY not in tunnel.stderr


def _redirect(status: int, to: str) -> Fault:
    return Fault(status, {"Location": f"{to}/v1/tunnels/{TUNNEL_ID}/poll"})
