"""The official Python MCP client through the whole tunnel: dev proxy, control plane, client, plugin, server."""

from __future__ import annotations

import asyncio
import shlex
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from harness.process import Launcher, read_if_there
from mcp import Client

T = TypeVar("T")
PROGRESS_SERVER = Path(__file__).parent / "targets" / "progress_server.py"
BIN = Path(sys.executable).parent

# The client opens with initialize, or first asks server/discover and falls back.
both_openings = pytest.mark.parametrize("mode", ["legacy", "auto"])


def with_client(url: str, use: Callable[[Client], Awaitable[T]], mode: str) -> T:
    """Connects, runs `use`, disconnects."""

    async def session() -> T:
        async with Client(url, mode=mode, read_timeout_seconds=20) as client:
            return await use(client)

    return asyncio.run(session())


def text_of(result) -> str:
    assert not result.is_error, result
    return result.content[0].text


async def tool_names(client: Client) -> list[str]:
    return [tool.name for tool in (await client.list_tools()).tools]


@both_openings
def test_the_stub_serves_its_three_tools(launcher: Launcher, mode: str) -> None:
    """operator 23.4: echo, server_info and uppercase, listed alphabetically; 24: no target means the stub."""
    proxy = launcher.dev_proxy()

    async def use(client: Client) -> None:
        assert client.server_info.name
        assert await tool_names(client) == ["echo", "server_info", "uppercase"]
        assert "grüße" in text_of(await client.call_tool("echo", {"input": "grüße"}))
        assert "LOUD" in text_of(await client.call_tool("uppercase", {"input": "loud"}))
        information = await client.call_tool("server_info", {})
        assert information.structured_content["available_tools"] == ["echo", "server_info", "uppercase"]

    with_client(proxy.mcp_url, use, mode)
    assert f"MCP URL: {proxy.mcp_url}" in proxy.stdout


def test_an_unknown_tool_is_an_error_of_the_server_not_of_the_tunnel(launcher: Launcher) -> None:
    """operator 23.3: unknown tool is -32602; a JSON-RPC error passes as it is (dataplane HT-05)."""
    proxy = launcher.dev_proxy()

    async def use(client: Client) -> None:
        with pytest.raises(Exception) as raised:
            await client.call_tool("no_such_tool", {})
        assert raised.value.error.code == -32602

    with_client(proxy.mcp_url, use, "legacy")


@both_openings
def test_mcp_server_time_over_stdio(launcher: Launcher, mode: str) -> None:
    """A published stdio server, unchanged (dataplane section 14)."""
    proxy = launcher.dev_proxy("--mcp-command", str(BIN / "mcp-server-time"))

    async def use(client: Client) -> None:
        assert await tool_names(client) == ["get_current_time", "convert_time"]
        arguments = {"source_timezone": "UTC", "time": "12:00", "target_timezone": "Asia/Tokyo"}
        assert "T21:00" in text_of(await client.call_tool("convert_time", arguments))

    with_client(proxy.mcp_url, use, mode)


def make_repository(folder: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
        subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)

    folder.mkdir()
    git("init", "-q", "-b", "main")
    (folder / "a file.txt").write_text("content\n")
    git("add", ".")
    git("commit", "-q", "-m", "A commit to be found")


@both_openings
def test_mcp_server_git_over_stdio(launcher: Launcher, tmp_path: Path, mode: str) -> None:
    """Arguments with spaces reach the child as quoted (dataplane ST-01)."""
    repository = tmp_path / "a repository"
    make_repository(repository)
    command = shlex.join([str(BIN / "mcp-server-git"), "--repository", str(repository)])
    proxy = launcher.dev_proxy("--mcp-command", command)

    async def use(client: Client) -> None:
        assert "git_log" in await tool_names(client)
        log = text_of(await client.call_tool("git_log", {"repo_path": str(repository)}))
        assert "A commit to be found" in log

    with_client(proxy.mcp_url, use, mode)


def test_two_clients_of_one_stdio_child_do_not_mix(launcher: Launcher) -> None:
    """Both use the same ids; each gets its own answers (dataplane W-39)."""
    proxy = launcher.dev_proxy("--mcp-command", str(BIN / "mcp-server-time"))

    async def ask(zone: str) -> list[str]:
        arguments = {"source_timezone": "UTC", "time": "12:00", "target_timezone": zone}
        async with Client(proxy.mcp_url, mode="legacy", read_timeout_seconds=20) as client:
            calls = [client.call_tool("convert_time", arguments) for _ in range(10)]
            return [text_of(result) for result in await asyncio.gather(*calls)]

    async def both() -> tuple[list[str], list[str]]:
        return await asyncio.gather(ask("Asia/Tokyo"), ask("America/Bogota"))

    tokyo, bogota = asyncio.run(both())
    assert all("T21:00" in answer for answer in tokyo)
    assert all("T07:00" in answer for answer in bogota)


@pytest.fixture
def progress_url(launcher: Launcher, tmp_path: Path) -> str:
    port_file = tmp_path / "progress.port"
    server = launcher.start([sys.executable, str(PROGRESS_SERVER), str(port_file)])
    port = server.watch(lambda: read_if_there(port_file), "the FastMCP server's port")
    return f"http://127.0.0.1:{port}/mcp"


def test_a_slash_too_many_is_no_obstacle(launcher: Launcher, progress_url: str) -> None:
    """FastMCP redirects from /mcp/ to /mcp (dataplane HT-08); so do many, and the other way round."""
    proxy = launcher.dev_proxy("--mcp-server-url", progress_url + "/")

    async def use(client: Client) -> None:
        assert text_of(await client.call_tool("count", {"to": 1})) == "counted to 1"

    with_client(proxy.mcp_url, use, "legacy")


@both_openings
def test_progress_of_a_fastmcp_server_arrives_in_order_before_the_result(
    launcher: Launcher, progress_url: str, mode: str
) -> None:
    """Streamable HTTP with SSE (dataplane sections 10, 11); notifications keep their order (RP-06)."""
    proxy = launcher.dev_proxy("--mcp-server-url", progress_url)
    seen: list[tuple[float, float | None, str | None] | str] = []

    async def note(progress: float, total: float | None, message: str | None) -> None:
        seen.append((progress, total, message))

    async def use(client: Client) -> None:
        seen.append(text_of(await client.call_tool("count", {"to": 5}, progress_callback=note)))

    with_client(proxy.mcp_url, use, mode)
    assert seen == [(step, 5, f"step {step}") for step in range(1, 6)] + ["counted to 5"]
