"""A control plane that fails for a while: nothing is lost, nothing is doubled, nobody loops."""

from __future__ import annotations

import pytest
from controlplane import ControlPlane, Fault, Post
from harness.process import Launcher
from harness.rpc import tools_call


def gaps(times: list[float]) -> list[float]:
    return [later - earlier for earlier, later in zip(times, times[1:])]


def poll_gaps(plane: ControlPlane, count: int) -> list[float]:
    return gaps([poll.at for poll in plane.wait_for_polls(count, timeout=40)])


def test_polls_back_off_and_recover(plane: ControlPlane, target_flags: list[str], launcher: Launcher) -> None:
    """dataplane PL-09, W-06: 0.2 s doubling with jitter; five failures take 0.3 s at least, 6.2 s at most.

    The upper bound leaves room for a machine that has other work.
    """
    plane.poll_faults = [Fault(503)] * 5
    launcher.run(plane, *target_flags)
    waits = poll_gaps(plane, 6)
    assert 0.3 < sum(waits) < 20, waits
    assert all(wait < bound + 5 for wait, bound in zip(waits, (0.4, 0.8, 1.6, 3.2, 6.4))), waits
    plane.answer(plane.send(tools_call("echo")))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_retry_after_is_honoured(plane: ControlPlane, launcher: Launcher, status: int) -> None:
    """dataplane PL-07, PL-08: any error status; the wait is at least what the header says."""
    plane.poll_faults = [Fault(status, {"Retry-After": "2"})]
    launcher.run(plane, "--embedded-mcp-stub")
    (wait,) = poll_gaps(plane, 2)
    assert wait > 1.95


@pytest.mark.parametrize("value", ["-1", "15.5", "soon", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_retry_after_that_is_none_is_ignored(plane: ControlPlane, launcher: Launcher, value: str) -> None:
    """dataplane PL-07: only digits, or a date in the future."""
    plane.poll_faults = [Fault(503, {"Retry-After": value})]
    launcher.run(plane, "--embedded-mcp-stub")
    (wait,) = poll_gaps(plane, 2)
    assert wait < 10


def test_empty_polls_do_not_become_a_loop(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane W-04: a server that answers 204 at once is not polled thousands of times a second."""
    plane.poll_faults = [Fault(204)] * 10_000
    launcher.run(plane, "--embedded-mcp-stub")
    times = [poll.at for poll in plane.wait_for_polls(8)]
    assert times[7] - times[0] > 0.3
    plane.poll_faults = []


def check_identical_attempts(posts: list[Post]) -> None:
    """dataplane RP-03: identical body and headers each time."""
    assert len({post.body for post in posts}) == 1
    per_attempt = [sorted((name.lower(), value) for name, value in post.headers) for post in posts]
    assert all(headers == per_attempt[0] for headers in per_attempt)


@pytest.mark.parametrize(
    "faults",
    [[503], [502, 504, 408], [429], [500], [0], [503] * 5],
    ids=["503", "502-504-408", "429", "500", "dropped", "503-five-times"],
)
def test_a_terminal_answer_is_posted_again_until_it_is_taken(
    plane: ControlPlane, target_flags: list[str], launcher: Launcher, faults: list[int]
) -> None:
    """dataplane RP-03, and W-15: also after 500, and more than three times."""
    plane.post_faults = [Fault(status) for status in faults]
    launcher.run(plane, *target_flags)
    command = plane.send(tools_call("echo"))
    plane.answer(command, timeout=30)
    posts = plane.wait_for_posts(command, len(faults) + 1)
    assert [post.status for post in posts] == [*faults, 200]
    check_identical_attempts(posts)


def test_retry_after_delays_the_next_attempt(
    plane: ControlPlane, target_flags: list[str], launcher: Launcher
) -> None:
    """dataplane RP-03 with PL-07."""
    plane.post_faults = [Fault(503, {"Retry-After": "2"})]
    launcher.run(plane, *target_flags)
    command = plane.send(tools_call("echo"))
    plane.answer(command)
    (wait,) = gaps([post.at for post in plane.posts_for(command)])
    assert wait > 1.95


def test_other_answers_are_not_held_up_by_one_that_waits(
    plane: ControlPlane, target_flags: list[str], launcher: Launcher
) -> None:
    """Each POST has its own schedule (dataplane PL-09)."""
    plane.post_faults = [Fault(503, {"Retry-After": "3"})]
    launcher.run(plane, *target_flags)
    slow = plane.send(tools_call("echo"))
    plane.wait_for_posts(slow, 1)
    quick = plane.send(tools_call("echo"))
    arrived = plane.answer(quick).at
    assert plane.answer(slow).at > arrived


def test_commands_whose_body_comes_late_are_not_lost(plane: ControlPlane, launcher: Launcher) -> None:
    """The client's own deadline is for the head of a poll's answer: behind it commands are on their way to us only."""
    plane.body_delay = 2.5
    launcher.run(
        plane, "--embedded-mcp-stub", "--control-plane.poll-timeout", "1s",
        "--control-plane.poll-deadline-guardrail", "500ms",
    )  # fmt: skip
    plane.wait_for_polls(2)
    plane.answer(plane.send(tools_call("server_info")))
