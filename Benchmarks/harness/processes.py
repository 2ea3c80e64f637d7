"""The parts of a run as processes: building, starting, watching /proc, and always ending them."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent / "src"
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PATIENCE_SECONDS = 30.0


class BenchmarkError(Exception):
    """A part did not do its work; the message says which and what it printed."""


def build(folder: Path) -> None:
    """Compiles the four C parts into `folder`."""
    for name, libraries in {"loadplane": [], "mcptarget": [], "direct": [], "relay": ["-lcurl"]}.items():
        command = ["cc", "-std=c11", "-O2", "-o", str(folder / name), str(SOURCES / f"{name}.c"), *libraries]
        subprocess.run(command, check=True)


@dataclass
class Memory:
    """What /proc/PID/status says, in KiB."""

    rss: int
    anonymous: int
    peak: int
    threads: int


class Part:
    """A running process with line-wise output and a deadline on every wait."""

    def __init__(self, name: str, command: list[str], *, env: dict[str, str] | None = None, log: Path):
        self.name = name
        self.log = log
        self.started_ns = time.monotonic_ns()
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, **(env or {})},
            )
        self._pending = b""

    @property
    def pid(self) -> int:
        return self.process.pid

    def fail(self, what: str) -> BenchmarkError:
        tail = self.log.read_text(errors="replace")[-2000:]
        return BenchmarkError(
            f"{self.name}: {what} (exit {self.process.poll()}); its stderr ends with:\n{tail}"
        )

    def line(self, timeout: float = PATIENCE_SECONDS) -> str:
        """The next line of its stdout."""
        deadline = time.monotonic() + timeout
        while b"\n" not in self._pending:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                raise self.fail(f"printed nothing for {timeout:.0f} s")
            chunk = os.read(self.process.stdout.fileno(), 65536)
            if not chunk:
                raise self.fail("ended early")
            self._pending += chunk
        first, self._pending = self._pending.split(b"\n", 1)
        return first.decode()

    def say(self, text: str) -> None:
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND

    def memory(self) -> Memory:
        status = dict(
            line.split(":", 1)
            for line in Path(f"/proc/{self.pid}/status").read_text().splitlines()
            if ":" in line
        )
        kib = {key: int(status[key].split()[0]) for key in ("VmRSS", "RssAnon", "VmHWM", "Threads")}
        return Memory(kib["VmRSS"], kib["RssAnon"], kib["VmHWM"], kib["Threads"])

    def reset_peak(self) -> None:
        """Makes VmHWM start again from the present RSS."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                stream.close()


class Bench:
    """Starts parts from one folder of binaries and ends all of them when the block is left."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._parts: list[Part] = []

    def start(self, name: str, command: list[str], *, env: dict[str, str] | None = None) -> Part:
        part = Part(name, command, env=env, log=self.folder / f"{name}.log")
        self._parts.append(part)
        return part

    def start_own(self, name: str, *arguments: str) -> Part:
        return self.start(name, [str(self.folder / name), *arguments])

    def listening(self, part: Part) -> int:
        """The port of a part that announces "listening PORT"."""
        return int(part.line().split()[1])

    def stop_all(self) -> None:
        for part in reversed(self._parts):
            part.stop()
        self._parts.clear()

    @contextlib.contextmanager
    def scene(self) -> Iterator["Bench"]:
        """What was started inside ends with the block."""
        try:
            yield self
        finally:
            self.stop_all()


def result_line(part: Part, timeout: float) -> dict[str, object]:
    """The JSON line in which a load generator reports."""
    result = json.loads(part.line(timeout))
    if result["errors"] or result["duplicates"]:
        raise BenchmarkError(f"{part.name} saw wrong answers: {result}")
    return result
