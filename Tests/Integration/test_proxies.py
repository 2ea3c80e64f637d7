"""Proxies, for real: CONNECT with and without a password, for both sides (dataplane TL-03, user needs 4.4)."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from controlplane import ControlPlane, Fault
from harness.certificates import Authority
from harness.process import Launcher, environment
from harness.rpc import tools_call
from harness.waiting import wait_until
from targets.connect_proxy import ConnectProxy
from targets.http_server import HTTPTarget
from targets.nginx import Nginx

SECRET = "pro%3Axy-s3cret"
USERINFO = f"agent:{SECRET}"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def control(tmp_path: Path, authority: Authority, plane: ControlPlane) -> Iterator[Nginx]:
    pair = authority.issue("server", "IP:127.0.0.1")
    nginx = Nginx(tmp_path / "control", plane.base_url, pair)
    yield nginx
    nginx.close()


@pytest.fixture
def target(tmp_path: Path, authority: Authority, http_target: HTTPTarget) -> Iterator[Nginx]:
    pair = authority.issue("target", "IP:127.0.0.1")
    nginx = Nginx(tmp_path / "target", http_target.base_url, pair)
    yield nginx
    nginx.close()


@pytest.fixture
def proxies() -> Iterator[object]:
    started: list[ConnectProxy] = []

    def start(**options: object) -> ConnectProxy:
        started.append(ConnectProxy(**options))
        return started[-1]

    yield start
    for proxy in started:
        proxy.close()


def test_each_side_has_its_own_proxy_with_its_own_password(
    plane: ControlPlane, control: Nginx, target: Nginx, launcher: Launcher, authority: Authority, proxies
) -> None:
    """TL-03: user information becomes Proxy-Authorization, and is in no output."""
    first, second = proxies(userinfo="agent:pro:xy-s3cret"), proxies(userinfo="mcp:other-s3cret")
    tunnel = launcher.run(
        control.base_url, "--ca-bundle", str(authority.root.certificate), "--log.level", "debug",
        "--log.format", "struct-text", "--mcp.server-url", f"{target.base_url}/mcp",
        "--control-plane.http-proxy", first.url(USERINFO), "--mcp.http-proxy", second.url("mcp:other-s3cret"),
    )  # fmt: skip
    plane.answer(plane.send(tools_call("echo")))
    tunnel.wait_ready()
    assert set(first.targets()) == {f"127.0.0.1:{control.port}"} and first.targets(407) == []
    assert set(second.targets()) == {f"127.0.0.1:{target.port}"} and second.targets(407) == []
    said = tunnel.stdout + tunnel.stderr + tunnel.get("/api/status")[1] + tunnel.get("/metrics")[1]
    assert not [word for word in (SECRET, "pro:xy-s3cret", "other-s3cret") if word in said]


def test_a_wrong_password_is_told_as_such(
    plane: ControlPlane, control: Nginx, launcher: Launcher, authority: Authority, proxies
) -> None:
    """TL-03: what the proxy says to CONNECT is not mistaken for the control plane."""
    proxy = proxies(userinfo="agent:right")
    tunnel = launcher.run(
        control.base_url, "--ca-bundle", str(authority.root.certificate), "--embedded-mcp-stub",
        "--http-proxy", proxy.url("agent:wrong-s3cret"),
    )  # fmt: skip
    wait_until(lambda: "407" in tunnel.get("/readyz")[1], "the proxy's answer on /readyz")
    assert "wrong-s3cret" not in tunnel.stderr + tunnel.get("/readyz")[1]
    assert plane.requests == []


def test_a_binding_has_a_proxy_of_its_own(
    plane: ControlPlane, target: Nginx, launcher: Launcher, authority: Authority, proxies
) -> None:
    """TL-03: http-proxy= in an entry counts before --mcp.http-proxy, and env:NAME names a variable."""
    common, own = proxies(), proxies()
    url = f"{target.base_url}/mcp"
    launcher.run(
        plane, "--ca-bundle", str(authority.root.certificate), "--mcp.http-proxy", "env:COMMON",
        "--mcp.server-url", url, "--mcp.server-url", f"url={url},channel=own,http-proxy={own.url()}",
        env=environment(COMMON=common.url()),
    )  # fmt: skip
    for channel in ("main", "own", "main", "own"):
        plane.answer(plane.send(tools_call("echo"), channel=channel))
    assert set(common.targets()) == set(own.targets()) == {f"127.0.0.1:{target.port}"}


def test_bindings_do_not_share_tunnels_across_the_users_of_a_proxy(
    plane: ControlPlane, target: Nginx, launcher: Launcher, authority: Authority, proxies
) -> None:
    """TL-03: one proxy, one server, two users: the proxy sees a tunnel of each."""
    proxy = proxies()
    url = f"{target.base_url}/mcp"
    launcher.run(
        plane, "--ca-bundle", str(authority.root.certificate),
        "--mcp.server-url", f"url={url},channel=main,http-proxy={proxy.url('one:1')}",
        "--mcp.server-url", f"url={url},channel=own,http-proxy={proxy.url('two:2')}",
    )  # fmt: skip
    for channel in ("main", "own", "main", "own"):
        plane.answer(plane.send(tools_call("echo"), channel=channel))
    users = {base64.b64decode(tunnel.authorization.split()[1]) for tunnel in proxy.tunnels}
    assert users == {b"one:1", b"two:2"}


def test_the_environments_proxy_is_not_for_this_machine(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher, proxies
) -> None:
    """TL-03: loopback is exempt from HTTP_PROXY and HTTPS_PROXY, as in the peer."""
    proxy = proxies()
    launcher.run(
        plane, "--mcp.server-url", http_target.url,
        env=environment(HTTP_PROXY=proxy.url(), HTTPS_PROXY=proxy.url()),
    )  # fmt: skip
    plane.answer(plane.send(tools_call("echo")))
    assert proxy.tunnels == []


def test_a_poll_that_a_proxy_cuts_makes_the_later_ones_shorter(
    plane: ControlPlane, control: Nginx, launcher: Launcher, authority: Authority, proxies
) -> None:
    """user needs 4.4: an early cut halves the wait, 30 to 15 to 7.5 to 5 s, and never below."""
    proxy = proxies(patience=0.5)
    launcher.run(
        control.base_url, "--ca-bundle", str(authority.root.certificate), "--embedded-mcp-stub",
        "--control-plane.http-proxy", proxy.url(),
    )  # fmt: skip

    def waits() -> list[int]:
        return [wait for poll in list(plane.polls) if (wait := poll.number("timeout_ms")) > 1]

    wait_until(lambda: len(waits()) >= 5, "five long polls", 40)
    assert waits()[:5] == [30000, 15000, 7500, 5000, 5000]


def test_a_direct_poll_that_is_cut_stays_as_long_as_it_was(plane: ControlPlane, launcher: Launcher) -> None:
    """user needs 4.4: only proxied routes learn."""
    plane.poll_faults += [Fault(503), Fault(0), Fault(0)]
    launcher.run(plane, "--embedded-mcp-stub")
    wait_until(lambda: [poll for poll in list(plane.polls) if poll.number("timeout_ms") == 30000], "a long poll")
