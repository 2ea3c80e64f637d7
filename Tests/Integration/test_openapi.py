"""docs/openapi-operator.yaml says what the operator server does: tried with good and bad requests."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import REPOSITORY
from controlplane import ControlPlane
from harness.process import Launcher, Tunnel, environment
from harness.rpc import tools_call
from harness.waiting import wait_until

DOCUMENT = REPOSITORY / "docs/openapi-operator.yaml"
# Not `ignored_auth`: without the token this machine is let in, which is the point.
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
    "unsupported_method",
    "allow_header_conformance",
]

# Probes answer whatever method a monitor uses (operator spec 10.2); streams never end.
PROBES = "^/(healthz|readyz)$"
STREAMS = "/stream$"
# Any method reaches a plugin, which refuses by itself.
PLUGINS = "^/api/harpoon/"


def test_every_route_is_described() -> None:
    """In the document and on the page, whoever added it."""
    sources = "".join(path.read_text() for path in (REPOSITORY / "Sources/Operator").rglob("*.swift"))
    code = "".join(line for line in sources.splitlines(True) if not line.lstrip().startswith("//"))
    routes = {re.sub(r":(\w+)", r"{\1}", route) for route in re.findall(r'at: "(/(?:api|health|ready|metrics)[^"]*)"', code)}
    assert len(routes) > 15 and routes - set(yaml.safe_load(DOCUMENT.read_text())["paths"]) == set()
    page = (REPOSITORY / "docs/operator-api.md").read_text()
    assert [route for route in routes if route not in page] == []


@pytest.mark.slow
@pytest.mark.timeout(150)
def test_the_server_does_what_its_description_says(
    plane: ControlPlane, launcher: Launcher, tmp_path: Path
) -> None:
    """W-37, W-42: no 5xx, shapes as described, good requests taken, bad ones refused."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub", "--admin-ui.capture-payloads")
    tunnel.wait_ready()
    for text in ("one", "two"):
        plane.answer(plane.send(tools_call("uppercase", input=text)))
    wait_until(lambda: '"status":"pending"' not in tunnel.get("/api/requests")[1], "their ends")
    examine(tunnel, tmp_path, CHECKS, "--exclude-path-regex", f"{PROBES}|{STREAMS}|{PLUGINS}")
    lenient = [check for check in CHECKS if check not in ("unsupported_method", "allow_header_conformance")]
    examine(tunnel, tmp_path, lenient, "--include-path-regex", f"{PROBES}|{PLUGINS}")


def examine(tunnel: Tunnel, folder: Path, checks: list[str], *selection: str) -> None:
    done = subprocess.run(
        [
            *(str(Path(sys.executable).parent / "schemathesis"), "run", str(DOCUMENT), "--url", tunnel.health_url),
            *("--checks", ",".join(checks), "--phases", "examples,coverage,fuzzing", "--max-examples", "30", *selection),
            *("--request-timeout", "10", "--continue-on-failure", "--generation-deterministic", "--no-color"),
            *("--suppress-health-check", "all", "--warnings", "off"),
        ],
        capture_output=True, text=True, cwd=folder, env=environment(), timeout=100,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
