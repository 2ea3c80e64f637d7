"""What is measured: one subject under one load, and the start of the client."""

from __future__ import annotations

import http.client
import json
import shlex
import signal
import socket
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .processes import Bench, Memory, Part, result_line

TUNNEL_ID = "tunnel_" + "0" * 32
API_KEY = "bench-key"
SIZES = {"200": 200, "64K": 64 * 1024, "1M": 1024 * 1024}
OUTSTANDING = (1, 25, 100)
COMMAND_CAP = {"200": 500_000, "64K": 100_000, "1M": 10_000}


@dataclass(frozen=True)
class Load:
    """One cell of the table."""

    transport: str
    size: str
    outstanding: int

    @property
    def label(self) -> str:
        return f"{self.transport}/{self.size}/{self.outstanding}"

    def generator_arguments(self, seconds: float) -> list[str]:
        arguments = {
            "--outstanding": self.outstanding,
            "--commands": COMMAND_CAP[self.size],
            "--size": SIZES[self.size],
            "--milliseconds": int(seconds * 1000),
        }
        return [str(part) for pair in arguments.items() for part in pair]


@dataclass
class Row:
    """One subject's numbers under one load."""

    load: Load
    subject: str
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_per_1000: float
    peak_rss_kib: int | None = None
    idle_rss_kib: int | None = None
    plane_connections_per_1000: float | None = None
    target_connections_per_1000: float | None = None


@dataclass
class Startup:
    """Medians over several starts, in milliseconds, and memory at rest."""

    runs: int
    first_poll_ms: float
    ready_ms: float
    idle: Memory
    spread_ms: dict[str, tuple[float, float]] = field(default_factory=dict)


# ---- Parts that several scenes need ------------------------------------------------------------------------


def start_plane(bench: Bench, load: Load, seconds: float) -> tuple[Part, int]:
    plane = bench.start_own("loadplane", *load.generator_arguments(seconds))
    return plane, bench.listening(plane)


def start_target(bench: Bench, load: Load) -> tuple[Part, int]:
    target = bench.start_own("mcptarget", "--size", str(SIZES[load.size]))
    return target, bench.listening(target)


def stdio_target(bench: Bench, load: Load) -> list[str]:
    return [str(bench.folder / "mcptarget"), "--stdio", "--size", str(SIZES[load.size])]


def start_client(
    bench: Bench, binary: Path, plane_port: int, flags: list[str], health: str = "127.0.0.1:0"
) -> Part:
    url_file = bench.folder / "health.url"
    url_file.unlink(missing_ok=True)
    command = [str(binary), "run"]
    command += ["--control-plane.base-url", f"http://127.0.0.1:{plane_port}"]
    command += ["--control-plane.tunnel-id", TUNNEL_ID]
    command += ["--health.listen-addr", health, "--health.url-file", str(url_file)]
    return bench.start("tunnel-client", command + flags, env={"CONTROL_PLANE_API_KEY": API_KEY})


def window(load: Load) -> int:
    """How many commands may be in the client or the relay at once: never less than the client's default."""
    return max(load.outstanding, 20)


def concurrency_flags(load: Load) -> list[str]:
    return [
        "--control-plane.max-inflight",
        str(window(load)),
        "--mcp.max-concurrent-requests",
        str(max(load.outstanding, 10)),
    ]


def wait_for(what: str, part: Part, condition: Callable[[], bool], timeout: float = 30.0) -> None:
    """Asks again every millisecond; fails with the part's log when it ends or the time is up."""
    deadline = time.monotonic() + timeout
    while not condition():
        if part.process.poll() is not None or time.monotonic() > deadline:
            raise part.fail(f"did not come to {what}")
        time.sleep(0.001)


def is_ready(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def wait_until_ready(bench: Bench, client: Part) -> None:
    url_file = bench.folder / "health.url"
    wait_for("its health URL file", client, lambda: url_file.exists() and url_file.stat().st_size > 0)
    host, port = url_file.read_text().strip().removeprefix("http://").split(":")
    wait_for("/readyz 200", client, lambda: is_ready(host, int(port)))


def run_load(plane: Part, subject: Part, seconds: float) -> tuple[dict, float, int, int]:
    """Lets the load run; returns the report, the subject's CPU seconds, idle and peak RSS."""
    idle = subject.memory().rss
    subject.reset_peak()
    before = subject.cpu_seconds()
    plane.say("go")
    result = result_line(plane, seconds * 4 + 60)
    return result, subject.cpu_seconds() - before, idle, subject.memory().peak


def through_tunnel(
    load: Load, name: str, measured: tuple[dict, float, int, int], target_opened: int | None
) -> Row:
    result, cpu, idle, peak = measured
    thousands = result["commands"] / 1000
    return Row(
        load,
        name,
        result["per_second"],
        result["p50_ms"],
        result["p99_ms"],
        cpu / thousands,
        peak,
        idle,
        result["connections_during_load"] / thousands,
        None if target_opened is None else target_opened / thousands,
    )


def connections_of(target: Part) -> int:
    """Ends the HTTP target, which then says how many connections it accepted."""
    target.process.send_signal(signal.SIGTERM)
    return json.loads(target.line())["connections_accepted"]


# ---- Subjects ------------------------------------------------------------------------------------------------


def measure_client(bench: Bench, binary: Path, load: Load, seconds: float) -> Row:
    with bench.scene():
        plane, plane_port = start_plane(bench, load, seconds)
        target = None
        if load.transport == "http":
            target, target_port = start_target(bench, load)
            flags = ["--mcp.server-url", f"http://127.0.0.1:{target_port}/mcp"]
        else:
            flags = ["--mcp.command", shlex.join(stdio_target(bench, load))]
        client = start_client(bench, binary, plane_port, flags + concurrency_flags(load))
        plane.line()  # the first poll
        wait_until_ready(bench, client)
        measured = run_load(plane, client, seconds)
        return through_tunnel(load, "tunnel-client", measured, connections_of(target) if target else None)


def measure_relay(bench: Bench, load: Load, seconds: float) -> Row:
    with bench.scene():
        plane, plane_port = start_plane(bench, load, seconds)
        target, target_port = start_target(bench, load)
        ports = ["--control-plane", str(plane_port), "--target", str(target_port)]
        relay = bench.start_own("relay", *ports, "--outstanding", str(window(load)))
        plane.line()
        measured = run_load(plane, relay, seconds)
        return through_tunnel(load, "bare relay", measured, connections_of(target))


def measure_direct(bench: Bench, load: Load, seconds: float) -> Row:
    with bench.scene():
        arguments = load.generator_arguments(seconds)
        if load.transport == "http":
            _, port = start_target(bench, load)
            arguments += ["--port", str(port)]
        else:
            arguments += ["--stdio", *stdio_target(bench, load)]
        result = result_line(bench.start_own("direct", *arguments), seconds * 4 + 60)
        return Row(
            load,
            "direct call",
            result["per_second"],
            result["p50_ms"],
            result["p99_ms"],
            result["own_cpu_seconds"] / result["commands"] * 1000,
        )


# ---- Start -----------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_once(bench: Bench, binary: Path) -> tuple[float, float, Memory]:
    """From fork to the first poll and to /readyz 200, in ms, then the memory after a second at rest."""
    with bench.scene():
        plane, plane_port = start_plane(bench, Load("stub", "200", 1), 1)
        port = free_port()
        client = start_client(bench, binary, plane_port, ["--embedded-mcp-stub"], f"127.0.0.1:{port}")
        wait_for("/readyz 200", client, lambda: is_ready("127.0.0.1", port))
        ready_ns = time.monotonic_ns()
        polled_ns = int(plane.line().split()[1])
        time.sleep(1)  # at rest: this is what is measured
        memory = client.memory()
    return (polled_ns - client.started_ns) / 1e6, (ready_ns - client.started_ns) / 1e6, memory


def measure_startup(bench: Bench, binary: Path, runs: int) -> Startup:
    starts = [start_once(bench, binary) for _ in range(runs)]
    polls, readies = [s[0] for s in starts], [s[1] for s in starts]
    idle = sorted((s[2] for s in starts), key=lambda memory: memory.rss)[len(starts) // 2]
    spread = {"first poll": (min(polls), max(polls)), "ready": (min(readies), max(readies))}
    return Startup(runs, statistics.median(polls), statistics.median(readies), idle, spread)
