"""The process under test, watched from outside."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from .plane import TUNNEL_ID

API_KEY = "faults-key_0123456789"


@dataclass
class Sample:
    rss_mib: float
    fds: int
    threads: int


class Client:
    def __init__(self, binary: Path, folder: Path, flags: list[str], trace: bool):
        self.folder, self.stderr = folder, folder / "stderr"
        self.most = Sample(0, 0, 0)
        self._command = [
            str(binary), "run", "--control-plane.tunnel-id", TUNNEL_ID, "--health.listen-addr", "127.0.0.1:0",
            "--health.url-file", str(folder / "health.url"), "--log.level", "debug" if trace else "info",
            "--log.format", "struct-text", "--log.file", str(folder / "log"), *flags,
        ]  # fmt: skip
        self._child: asyncio.subprocess.Process

    async def start(self) -> None:
        environment = {k: v for k, v in os.environ.items() if not re.match(r"CONTROL_PLANE_|TUNNEL_|OPENAI_|MCP_", k)}
        environment |= {"CONTROL_PLANE_API_KEY": API_KEY, "SWIFT_BACKTRACE": "enable=no"}
        with self.stderr.open("wb") as stderr:
            self._child = await asyncio.create_subprocess_exec(
                *self._command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=stderr,
                env=environment,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def code(self) -> int | None:
        return self._child.returncode

    def sample(self) -> Sample:
        status = Path(f"/proc/{self.pid}/status").read_text()
        number = {key: int(re.search(rf"^{key}:\s+(\d+)", status, re.MULTILINE)[1]) for key in ("VmRSS", "Threads")}
        sample = Sample(number["VmRSS"] / 1024, len(os.listdir(f"/proc/{self.pid}/fd")), number["Threads"])
        self.most = Sample(*(max(pair) for pair in zip(vars(self.most).values(), vars(sample).values())))
        return sample

    async def get(self, path: str) -> int:
        """The status of an operator's page; 0: no answer."""
        try:
            url = (self.folder / "health.url").read_text().strip().removesuffix("/readyz")
            host, port = url.removeprefix("http://").split(":")
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
            line = await asyncio.wait_for(reader.readline(), 5)
            writer.close()
            return int(line.split()[1])
        except (OSError, TimeoutError, IndexError):
            return 0

    async def stop(self, patience: float) -> tuple[int | None, float]:
        """SIGTERM: exit code and seconds; None: it still ran, and was killed."""
        asked = time.monotonic()
        self._child.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._child.wait(), patience)
        except TimeoutError:
            self._child.kill()
            await self._child.wait()
            return None, time.monotonic() - asked
        return self.code, time.monotonic() - asked

    def kill(self) -> None:
        if self.code is None:
            self._child.kill()
