"""A control plane that refuses, breaks or goes away: what was admitted is answered once, what was not is not."""

from __future__ import annotations

import time

import pytest
from controlplane import ControlPlane, Fault
from harness.process import Launcher
from harness.rpc import tools_call
from harness.waiting import wait_until


@pytest.mark.parametrize("status", [400, 404, 408, 409, 413, 429, 500, 502, 503, 504])
def test_a_poll_that_is_refused_once(plane: ControlPlane, launcher: Launcher, status: int) -> None:
    """dataplane PL-05, W-05: polling goes on by itself; after 404 more slowly, for that needs a person."""
    plane.poll_faults = [Fault(status)]
    launcher.run(plane, "--embedded-mcp-stub")
    command = plane.send(tools_call("echo", input="x"))
    first, second = plane.wait_for_polls(2)
    assert second.at - first.at < (12 if status == 404 else 2)
    plane.answer(command)


@pytest.mark.parametrize("status", [401, 403, 405, 409])
def test_a_response_that_is_refused_for_good_is_not_repeated(
    plane: ControlPlane, launcher: Launcher, status: int
) -> None:
    """dataplane RP-03: other 4xx fail at once, and cost nobody else anything."""
    plane.post_faults = [Fault(status)]
    launcher.run(plane, "--embedded-mcp-stub")
    refused = plane.send(tools_call("echo", input="x"))
    plane.wait_for_posts(refused, 1)
    plane.answer(plane.send(tools_call("echo", input="y")))
    assert [post.status for post in plane.posts_for(refused)] == [status]
    plane.sent.remove(refused)
    plane.posts.remove(plane.posts_for(refused)[0])


def test_a_response_to_a_command_that_is_over(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane RP-03: 404 means that somebody has answered already; done, without a repetition."""
    plane.post_faults = [Fault(404)]
    launcher.run(plane, "--embedded-mcp-stub")
    over = plane.send(tools_call("echo", input="x"))
    plane.wait_for_posts(over, 1)
    plane.answer(plane.send(tools_call("echo", input="y")))
    assert [post.status for post in plane.posts_for(over)] == [404]
    plane.sent.remove(over)
    plane.posts.remove(plane.posts_for(over)[0])


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_result_that_the_service_will_never_take_is_replaced(
    plane: ControlPlane, launcher: Launcher, status: int
) -> None:
    """dataplane W-16: once, by a small error for the same request."""
    plane.post_faults = [Fault(status)]
    launcher.run(plane, "--embedded-mcp-stub")
    answer = plane.answer(plane.send(tools_call("echo", input="x" * 1000)))
    assert answer.envelope["resp_code"] == 502
    assert answer.message["error"]["code"] == -32603
    assert len(answer.body) < 500


def test_a_replacement_that_is_refused_too_is_the_end(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane W-16: the replacement is not replaced."""
    plane.post_faults = [Fault(413), Fault(413)]
    launcher.run(plane, "--embedded-mcp-stub")
    hopeless = plane.send(tools_call("echo", input="x"))
    plane.wait_for_posts(hopeless, 2)
    plane.answer(plane.send(tools_call("echo", input="y")))
    assert len(plane.posts_for(hopeless)) == 2
    plane.sent.remove(hopeless)
    plane.posts = [post for post in plane.posts if post.request_id != hopeless.request_id]


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_half_a_minute_without_the_service(launcher: Launcher) -> None:
    """dataplane W-15: finished results wait, in bounded memory, and are delivered; expired ones are dropped (TO-06)."""
    plane = ControlPlane()
    tunnel = launcher.run(plane, "--embedded-mcp-stub", "--mcp.max-concurrent-requests", "100")
    tunnel.wait_ready()
    before = rss_mib(tunnel.child.pid)
    plane.post_faults = [Fault(503, {"Retry-After": "1"})] * 60
    large = [plane.command(tools_call("echo", input="x" * 100_000)) for _ in range(20)]
    short = [plane.command(tools_call("echo", input="x"), response_timeout="5s") for _ in range(20)]
    plane.send_all(large + short)
    wait_until(lambda: all(plane.posts_for(command) for command in large + short), "a first attempt for each")
    port, posts = plane.port, list(plane.posts)
    plane.close()
    time.sleep(30)  # the outage itself
    assert rss_mib(tunnel.child.pid) - before < 40
    plane = ControlPlane(port)
    try:
        plane.sent = large
        for command in large:
            plane.answer(command, timeout=30)
        assert not [post for post in plane.posts if post.request_id in {command.request_id for command in short}]
        bodies = {post.request_id: post.body for post in posts}
        assert all(post.body == bodies[post.request_id] for post in plane.posts)
        plane.check_every_command_was_answered_once()
        tunnel.wait_ready()
        tunnel.stop()
    finally:
        plane.close()


def rss_mib(pid: int) -> float:
    with open(f"/proc/{pid}/statm") as statm:
        return int(statm.read().split()[1]) * 4096 / (1 << 20)
