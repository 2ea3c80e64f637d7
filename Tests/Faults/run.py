"""Random faults around a real `tunnel-client run`, chosen by a seed, and an oracle for each command. See README.md.

    scripts/fault-run [--seconds 60] [--seed N] [--rate 40] [--keep FOLDER] [--debug]

Prints the seed, progress and a summary; on a violation the story of that command, and exits 1.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shlex
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from faults.catalogue import CHANNELS, Author
from faults.client import Client
from faults.command import Admitted, now
from faults.dice import Dice, pick
from faults.http_target import HTTPTarget
from faults.oracle import Oracle, story
from faults.plane import ControlPlane

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent

MOST_RSS_MIB, MOST_FDS, MOST_THREADS = 150, 700, 40
# The whole stop, drain included (docs/architecture.md), and what a loaded machine adds.
STOP_WITHIN = 2.0 + 1.5
# The longest way of an answer: its MCP call (4 s), then POSTs with up to four faults, at most 10 s and 3 s each.
SETTLE_WITHIN = 60.0


class Run:
    def __init__(self, options: argparse.Namespace, folder: Path):
        self.options, self.folder = options, folder
        self.dice = Dice(options.seed)
        self.plane = ControlPlane(self.dice)
        self.by_nonce: dict = {}
        self.target = HTTPTarget(self.by_nonce)
        self.author = Author(self.dice)
        self.oracle = Oracle(self.plane.commands, self.plane.outages)
        self.problems: list[str] = []
        self.events: Counter[str] = Counter()
        self.client: Client

    async def go(self) -> bool:
        await self.plane.up()
        await self.target.up()
        self.client = Client(self.options.binary, self.folder, self.flags(), self.options.debug)
        await self.client.start()
        watch = asyncio.create_task(self.watch())
        try:
            await self.storm()
            await self.settle()
            watch.cancel()
            await self.stop()
        finally:
            watch.cancel()
            self.client.kill()
        return self.report()

    def flags(self) -> list[str]:
        plugins = self.folder / "plugins"
        build = [str(REPOSITORY / "scripts/build-test-plugins"), str(plugins)]
        subprocess.run(build, check=True)
        for library in plugins.iterdir():
            if library.name != "misbehave.so":
                library.unlink()
        child = shlex.join([sys.executable, str(HERE / "faults/stdio_child.py"), str(self.folder / "calls")])
        return [
            "--control-plane.base-url", f"http://127.0.0.1:{self.plane.port}",
            "--control-plane.poll-timeout", "2s", "--control-plane.poll-deadline-guardrail", "1s",
            "--control-plane.max-inflight", "200", "--mcp.max-concurrent-requests", "64",
            "--mcp.connection-max-ttl", "4s", "--plugin-path", str(plugins),
            "--mcp.server-url", f"http://127.0.0.1:{self.target.port}/mcp",
            "--mcp.server-url", "url=http://127.0.0.1:9/mcp,channel=refused",
            "--mcp.command", f"channel=pipe,command={child}", "--mcp.command", f"channel=mortal,command={child}",
            "--mcp.plugin", "channel=odd,plugin=com.example.misbehave",
        ]  # fmt: skip

    # ---- Phases ----------------------------------------------------------------------------------------

    async def storm(self) -> None:
        """Commands at a steady rate while the control plane comes and goes."""
        outages = asyncio.create_task(self.outages())
        while now() < self.options.seconds and not self.problems:
            self.offer()
            await asyncio.sleep(1 / self.options.rate)
        outages.cancel()
        if not self.plane.is_up:
            await self.plane.up()

    def offer(self, **choice: object) -> None:
        command = self.author.write(**choice)
        self.by_nonce[command.nonce] = command
        self.plane.offer(command)

    async def outages(self) -> None:
        for number in range(1 << 30):
            chance = self.dice.of("outage", number)
            await asyncio.sleep(chance.uniform(4, 12))
            kind, seconds = pick(chance, {"down": 3, "silent": 2}), chance.uniform(0.3, 5)
            # One long one a run, when there is time for it.
            if number == 2 and self.options.seconds >= 120:
                kind, seconds = "down", 30.0
            self.events[f"{kind} {seconds:.0f} s"] += 1
            self.plane.outages.append((now(), now() + seconds))
            if kind == "silent":
                self.plane.silent_until = now() + seconds
                continue
            self.plane.down()
            await asyncio.sleep(seconds)
            await self.plane.up()

    async def settle(self) -> None:
        """No new faults; everything that waits is delivered."""
        self.plane.is_kind = True
        until = now() + SETTLE_WITHIN
        while now() < until and not self.problems and (self.plane.waiting or self.oracle.unsettled()):
            await asyncio.sleep(0.1)
        if self.plane.waiting:
            self.problems.append(f"{len(self.plane.waiting)} commands were never polled, though the service was well")

    async def stop(self) -> None:
        """SIGTERM with work in flight: everything that was admitted is answered, and the exit code is 0."""
        if self.problems:
            return
        chance = self.dice.of("stop")
        for _ in range(60):
            channel = pick(chance, {name: weight for name, (weight, _) in CHANNELS.items()})
            slow = {"main": ["hang", "hang-sse", "slow", "json"], "pipe": ["silent", "slow", "ok"], "odd": ["never-finish"]}
            self.offer(channel=channel, fault=chance.choice(slow.get(channel, ["ok"])), timeout=None) if channel in slow else None
        polls = self.plane.polls
        while self.plane.waiting or self.plane.polls < polls + 1:
            await asyncio.sleep(0.01)
        await asyncio.sleep(chance.uniform(0, 0.3))
        self.oracle.stopped_at = now()
        code, took = await self.client.stop(patience=15)
        if code is None:
            self.problems.append("still running 15 s after SIGTERM")
        elif code != 0 or took > STOP_WITHIN:
            self.problems.append(f"after SIGTERM it ended with {code} in {took:.2f} s")
        self.stop_took = took

    # ---- Watching --------------------------------------------------------------------------------------

    async def watch(self) -> None:
        told = 0.0
        while True:
            await asyncio.sleep(0.5)
            if self.client.code is not None:
                self.problems.append(f"the process ended with {self.client.code}: {self.tail()}")
                return
            sample = self.client.sample()
            if sample.rss_mib > MOST_RSS_MIB or sample.fds > MOST_FDS or sample.threads > MOST_THREADS:
                self.problems.append(f"too much: {sample}")
            if (self.folder / "health.url").exists() and await self.client.get("/healthz") != 200:
                self.problems.append("/healthz did not answer 200")
            for command, why in self.plane.violations:
                self.problems.append(story(command, why, self.plane.outages))
            if now() - told > 10:
                told = now()
                ends = Counter("over" if command.is_over else "open" for command in self.plane.commands.values())
                print(
                    f"{now():6.0f} s  {len(self.plane.commands)} commands, {ends['over']} over, {ends['open']} open, "
                    f"{self.plane.polls} polls, {self.plane.posts} POSTs, {sample.rss_mib:.0f} MiB, {sample.fds} fds, "
                    f"{sample.threads} threads",
                    flush=True,
                )

    def tail(self) -> str:
        return self.client.stderr.read_text(errors="replace")[-2000:]

    # ---- The end ---------------------------------------------------------------------------------------

    def report(self) -> bool:
        self.count_stdio_calls()
        violations = self.oracle.judge_all()
        for problem in self.problems:
            print(problem)
        for command, why in violations[:5]:
            print(story(command, why, self.plane.outages))
        if len(violations) > 5:
            print(f"… and {len(violations) - 5} more:")
            for why, count in Counter(why for _, why in violations).most_common(20):
                print(f"  {count:5} × {why}")
        commands = self.plane.commands.values()
        chosen = Counter(f"{c.channel} {c.fault}" for c in commands if c.admitted is not Admitted.NO)
        most = self.client.most
        print(f"seed {self.options.seed}: {len(commands)} commands, {self.plane.polls} polls, {self.plane.posts} POSTs")
        print("ends: " + ", ".join(f"{count} {end}" for end, count in self.oracle.ends.most_common()))
        print("outages: " + (", ".join(self.events) or "none"))
        print(f"faults: {sum(n for f, n in self.plane.faults.items() if not f.endswith('none'))} of the control plane, "
              f"{len(chosen)} kinds of call")  # fmt: skip
        print(f"at most {most.rss_mib:.0f} MiB, {most.fds} fds, {most.threads} threads; stopped in {getattr(self, 'stop_took', -1):.2f} s")
        print(f"{len(violations) + len(self.problems)} violations", flush=True)
        return not violations and not self.problems

    def count_stdio_calls(self) -> None:
        log = self.folder / "calls"
        for nonce in log.read_text().split() if log.exists() else []:
            if command := self.by_nonce.get(nonce):
                command.calls += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="how long faults happen (default 60); settling comes on top")
    parser.add_argument("--seed", type=int, default=None, help="repeats the choices of a run")
    parser.add_argument("--rate", type=float, default=40, help="commands a second (default 40)")
    parser.add_argument("--keep", type=Path, help="leave the client's log and stderr in this folder")
    parser.add_argument("--debug", action="store_true", help="the client logs at debug level")
    options = parser.parse_args()
    binary = os.environ.get("TUNNEL_CLIENT_BIN") or REPOSITORY / ".build/debug/tunnel-client"
    options.binary = Path(binary).absolute()
    if not os.access(options.binary, os.X_OK):
        sys.exit(f"no tunnel-client at {options.binary}: run swift build, or set TUNNEL_CLIENT_BIN")
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 31)
    print(f"seed {options.seed}, {options.seconds:g} s, {options.binary}", flush=True)
    with tempfile.TemporaryDirectory(prefix="fault-run-") as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        sys.exit(0 if asyncio.run(Run(options, folder).go()) else 1)


if __name__ == "__main__":
    main()
