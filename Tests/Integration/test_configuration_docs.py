"""docs/configuration.md, `run --help` and the code name the same settings."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from conftest import REPOSITORY


def output(binary: Path, *arguments: str) -> str:
    return subprocess.run([binary, *arguments], capture_output=True, text=True, check=True, timeout=20).stdout


def test_the_page_is_what_the_code_says(binary: Path) -> None:
    """After a change of a setting: `tunnel-client config reference > docs/configuration.md`."""
    page = (REPOSITORY / "docs/configuration.md").read_text()
    assert page == output(binary, "config", "reference")


def test_every_setting_of_the_page_is_in_the_help_of_run_and_the_reverse(binary: Path) -> None:
    """A-013: flags and variables, both ways."""
    page = (REPOSITORY / "docs/configuration.md").read_text()
    page_flags = set(re.findall(r"^\| flag \| `(--\S+)` \|$", page, re.M))
    page_variables = set(re.findall(r"^\| environment \| `(\S+)` \|$", page, re.M))
    help_text = output(binary, "run", "--help")
    flags = set(re.findall(r"(?<![\w-])(--[a-z][a-z.-]*)", help_text))
    variables = set(re.findall(r"\[([A-Z][A-Z_]+)\]", " ".join(help_text.split())))
    assert page_flags <= flags
    dashed = {flag.replace(".", "-") for flag in page_flags}
    negated = {flag.replace("--", "--no-", 1) for flag in page_flags}
    assert flags - page_flags - dashed - negated == {"--help"}
    assert page_variables == variables


def test_every_variable_of_the_peer_is_known(binary: Path) -> None:
    """Operator spec 29.1."""
    peer = """ADMIN_UI_LOG_BUFFER_EVENTS ALLOW_REMOTE_UI CA_BUNDLE CLOUDFLARED_MANAGED CLOUDFLARED_PATH
    CLOUDFLARED_READY_TIMEOUT CLOUDFLARED_TUNNEL_TOKEN CONTROL_PLANE_API_KEY CONTROL_PLANE_BASE_URL
    CONTROL_PLANE_CLIENT_CERT CONTROL_PLANE_CLIENT_KEY CONTROL_PLANE_EXTRA_HEADERS CONTROL_PLANE_HTTP_PROXY
    CONTROL_PLANE_MAX_INFLIGHT_REQUESTS CONTROL_PLANE_ORGANIZATION_ID CONTROL_PLANE_POLL_CHANNELS
    CONTROL_PLANE_POLL_DEADLINE_GUARDRAIL CONTROL_PLANE_POLL_TIMEOUT CONTROL_PLANE_TUNNEL_ID CONTROL_PLANE_URL_PATH
    HARPOON_ADDITIONAL_TRANSPORTS HARPOON_ALLOW_PLAINTEXT_HTTP HARPOON_CAPTURE_PAYLOADS HARPOON_HOSTS_INCLUDE_LOOPBACK
    HARPOON_HOSTS_INCLUDE_PRIVATE HARPOON_HOSTS_INCLUDE_REGEX HARPOON_HOSTS_INCLUDE_SUFFIX HARPOON_HTTP_PROXY
    HARPOON_MAX_REDIRECTS HARPOON_MAX_RESPONSE_BYTES HARPOON_TARGETS HEALTH_LISTEN_ADDR HEALTH_UNIX_SOCKET
    HEALTH_URL_FILE LOG_FILE LOG_FORMAT LOG_HTTP_RAW_UNSAFE LOG_LEVEL MCP_CLIENT_CERT MCP_CLIENT_KEY MCP_COMMAND
    MCP_CONNECTION_MAX_TTL MCP_DISCOVERY_EXTRA_HEADERS MCP_EXTRA_HEADERS MCP_HTTP_PROXY MCP_MAX_CONCURRENT_REQUESTS
    MCP_SERVER_URL MCP_STARTUP_WAIT_TIMEOUT OPENAI_API_KEY OPEN_WEB_UI PID_FILE PROXY_CHECK_INTERVAL
    TUNNEL_CLIENT_CONFIG TUNNEL_CLIENT_HTTP_PROXY TUNNEL_CLIENT_PROFILE TUNNEL_CLIENT_PROFILE_DIR
    TUNNEL_CLIENT_PROFILE_FILE""".split()
    page = output(binary, "config", "reference")
    assert [name for name in peer if name not in page] == []
