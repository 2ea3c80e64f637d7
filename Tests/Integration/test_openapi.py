"""docs/openapi-operator.yaml says what the operator server does: tried with good and bad requests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
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
    examine(tunnel, tmp_path, CHECKS, "--exclude-path-regex", f"{PROBES}|{STREAMS}")
    examine(tunnel, tmp_path, [c for c in CHECKS if c != "unsupported_method"], "--include-path-regex", PROBES)


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
