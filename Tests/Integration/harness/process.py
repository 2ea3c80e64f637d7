"""tunnel-client as a process: started with ephemeral ports, watched, stopped, its stderr kept."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from controlplane import API_KEY, TUNNEL_ID, ControlPlane

from .waiting import PATIENCE, wait_until

STOP_WITHIN = 2.0


def environment(**overrides: str | None) -> dict[str, str]:
    """The test's own environment, without anything that configures a tunnel client, plus the key."""
    configures = re.compile(r"CONTROL_PLANE_|CLOUDFLARED_|HARPOON_|TUNNEL_|OPENAI_|MCP_|CA_BUNDLE$|(HTTPS?|NO)_PROXY$", re.IGNORECASE)
    kept = {k: v for k, v in os.environ.items() if not configures.match(k)}
    wanted = {"CONTROL_PLANE_API_KEY": API_KEY, **overrides}
    return {**kept, **{key: value for key, value in wanted.items() if value is not None}}


class Process:
    """A child whose stdout and stderr go to files."""

    def __init__(self, command: list[str], folder: Path, env: dict[str, str] | None = None):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.command = command
        self._stdout, self._stderr = folder / "stdout", folder / "stderr"
        with self._stdout.open("wb") as out, self._stderr.open("wb") as err:
            self.child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env or environment()
            )

    @property
    def stdout(self) -> str:
        return self._stdout.read_text(errors="replace")

    @property
    def stderr(self) -> str:
        return self._stderr.read_text(errors="replace")

    @property
    def is_running(self) -> bool:
        return self.child.poll() is None

    def watch(self, condition, what: str, timeout: float = PATIENCE):
        """Like wait_until, but fails at once, with its stderr, when the process ends."""

        def look():
            value = condition()
            if not value and not self.is_running:
                raise AssertionError(
                    f"{what}: the process ended with {self.child.returncode}:\n{self.stderr}"
                )
            return value

        return wait_until(look, f"{what} ({' '.join(self.command)})", timeout)

    def wait(self, timeout: float = PATIENCE) -> int:
        return self.child.wait(timeout)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """A requested stop ends within two seconds, with exit code 0."""
        asked = time.monotonic()
        self.child.send_signal(number)
        try:
            code = self.wait(STOP_WITHIN + 8)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(
                f"still running {STOP_WITHIN + 8:g} s after {number.name}:\n{self.stderr}"
            ) from None
        took = time.monotonic() - asked
        assert code == 0, f"exit code {code} after {number.name}:\n{self.stderr}"
        assert took <= STOP_WITHIN, f"took {took:.2f} s to stop after {number.name}:\n{self.stderr}"

    def kill(self) -> None:
        self.child.kill()
        self.child.wait()


class Tunnel(Process):
    """A running `tunnel-client run` or `dev proxy`."""

    health_file: Path

    @property
    def health_url(self) -> str:
        text = self.watch(lambda: read_if_there(self.health_file), "the health URL file")
        return text.strip().removesuffix("/readyz")

    def get(self, path: str) -> tuple[int, str]:
        return http_get(self.health_url + path)

    def wait_ready(self, timeout: float = PATIENCE) -> None:
        self.wait_for_readiness(200, timeout)

    def wait_for_readiness(self, status: int, timeout: float = PATIENCE) -> str:
        """The body of /readyz once it answers with `status`."""
        return self.watch(lambda: self._readiness_body(status), f"/readyz {status}", timeout)

    def _readiness_body(self, status: int) -> str | None:
        answered, body = self.get("/readyz")
        return (body or " ") if answered == status else None


@dataclass(frozen=True)
class Ended:
    """A command that ran to its end."""

    code: int
    stdout: str
    stderr: str

    @property
    def complaint(self) -> str:
        """The one line that the operator sees: stderr without log records."""
        lines = [line for line in self.stderr.splitlines() if line.strip() and not is_log_record(line)]
        assert len(lines) == 1, f"{len(lines)} lines instead of one clear line on stderr:\n{self.stderr}"
        return lines[0]


class Launcher:
    """Starts clients in folders of their own, and stops those that still run at the end of the test."""

    def __init__(self, binary: Path, folder: Path):
        self.binary = binary
        self.folder = folder
        self._started: list[Process] = []

    def run(self, plane: ControlPlane | str, *flags: str, env: dict[str, str] | None = None) -> Tunnel:
        """`tunnel-client run` against a control plane."""
        base_url = plane if isinstance(plane, str) else plane.base_url
        common = ["--control-plane.base-url", base_url, "--control-plane.tunnel-id", TUNNEL_ID]
        return self._tunnel(["run", *common], "--health.listen-addr", "--health.url-file", flags, env)

    def dev_proxy(self, *flags: str) -> "Proxy":
        """`tunnel-client dev proxy`, once it printed its MCP URL."""
        folder = self._next_folder()
        url_file = folder / "proxy.json"
        own = ["dev", "proxy", "--listen", "127.0.0.1:0", "--url-file", str(url_file)]
        tunnel = self._tunnel(own, "--health-listen-addr", "--health-url-file", flags, None, folder, Proxy)
        tunnel.url_file = url_file
        return tunnel

    def to_end(self, *arguments: str, env: dict[str, str] | None = None, timeout: float = PATIENCE) -> Ended:
        """Runs a command that ends by itself."""
        done = subprocess.run(
            [str(self.binary), *arguments],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env=env or environment(),
            timeout=timeout,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def start(self, command: list[str]) -> Process:
        """Any other process; it is ended with the test, however it takes that."""
        process = Process(command, self._next_folder())
        self._started.append(process)
        return process

    def stop_all(self) -> None:
        """Every client still stops as it should; a hanging one does not outlive its test."""
        for process in reversed(self._started):
            if isinstance(process, Tunnel):
                if process.is_running:
                    process.stop()
            elif process.is_running:
                process.kill()

    def kill_all(self) -> None:
        for process in self._started:
            if process.is_running:
                process.kill()

    def _tunnel(
        self,
        command: list[str],
        listen_flag: str,
        file_flag: str,
        flags: tuple[str, ...],
        env: dict[str, str] | None,
        folder: Path | None = None,
        kind: type[Tunnel] = Tunnel,
    ) -> Tunnel:
        folder = folder or self._next_folder()
        health_file = folder / "health.url"
        own = [] if listen_flag in flags else [listen_flag, "127.0.0.1:0"]
        own += [file_flag, str(health_file)]
        tunnel = kind([str(self.binary), *command, *own, *flags], folder, env)
        tunnel.health_file = health_file
        self._started.append(tunnel)
        return tunnel

    def _next_folder(self) -> Path:
        folder = self.folder / f"process-{len(self._started) + 1}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder


class Proxy(Tunnel):
    """A running dev proxy; `info` is what its URL file says."""

    url_file: Path

    @property
    def info(self) -> dict[str, str]:
        return json.loads(self.watch(lambda: read_if_there(self.url_file), "the dev proxy's URL file"))

    @property
    def mcp_url(self) -> str:
        return self.info["mcp_url"]


def read_if_there(path: Path) -> str | None:
    """The text of a file that is written in one piece, once it is there."""
    try:
        return path.read_text() or None
    except FileNotFoundError:
        return None


def http_get(url: str) -> tuple[int, str]:
    """Status and body; status 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def is_log_record(line: str) -> bool:
    """struct-text and JSON records both carry their level."""
    return bool(re.search(r'\blevel=|^\s*\{.*"level"', line))
