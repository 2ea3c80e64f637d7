"""/metrics: the names, types and labels that existing dashboards know."""

from __future__ import annotations

import re
import subprocess

import pytest
from controlplane import TUNNEL_ID, ControlPlane
from harness.process import Launcher, Tunnel
from harness.rpc import tools_call
from harness.waiting import wait_until
from targets.http_server import HTTPTarget

SERIES = re.compile(r"^([a-z_]+)(?:\{(.*)\})? (\S+)$")
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\]|\\.)*)"')
SCOPE = {"otel_scope_name", "otel_scope_version", "otel_scope_schema_url"}

# dataplane 24.1 to 24.3 and 24.6: name, type, own labels, scope.
INSTRUMENTS = [
    ("commands_polled_total", "counter", set(), "controlplane"),
    ("commands_enqueued_total", "counter", set(), "controlplane"),
    ("commands_poll_cycles_total", "counter", set(), "controlplane"),
    ("commands_poll_latency_seconds", "histogram", {"error"}, "controlplane"),
    ("commands_poll_errors_total", "counter", {"error_kind"}, "controlplane"),
    ("commands_queue_drops_total", "counter", {"drop_reason"}, "controlplane"),
    ("commands_age_seconds", "histogram", set(), "controlplane"),
    ("commands_poll_last_successful_timestamp_seconds", "gauge", set(), "controlplane"),
    ("commands_queue_capacity", "gauge", set(), "controlplane"),
    ("commands_queue_length", "gauge", set(), "controlplane"),
    (
        "command_end_to_end_latency_milliseconds",
        "histogram",
        {"channel", "latency_type", "request_kind", "request_method", "tunnel_id", "tunnel_service_status"},
        "dispatcher",
    ),
    ("dispatcher_worker_pool_capacity", "gauge", set(), "dispatcher"),
    ("dispatcher_worker_pool_occupancy", "gauge", set(), "dispatcher"),
    ("command_unsupported_channel_total", "counter", {"channel", "command_type", "tunnel_id"}, "dispatcher"),
    ("liveness", "gauge", set(), "health"),
    ("readiness", "gauge", set(), "health"),
    *(
        (
            name,
            "histogram",
            {
                "http_request_method",
                "http_response_status_code",
                "http_route",
                "network_protocol_name",
                "network_protocol_version",
                "server_address",
                "server_port",
                "url_scheme",
            },
            "go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp",
        )
        for name in ("http_client_request_duration_seconds", "http_client_request_body_size_bytes")
    ),
]


def scrape(tunnel: Tunnel) -> tuple[dict[str, str], list[tuple[str, dict[str, str], float]]]:
    """The type of each family, and the series."""
    lines = tunnel.get("/metrics")[1].splitlines()
    types = {line.split()[2]: line.split()[3] for line in lines if line.startswith("# TYPE ")}
    matches = [SERIES.match(line) for line in lines if not line.startswith("#")]
    assert all(matches)
    return types, [(m[1], dict(LABEL.findall(m[2] or "")), float(m[3])) for m in matches if m]


def value(tunnel: Tunnel, name: str, **labels: str) -> float | None:
    _, series = scrape(tunnel)
    found = [n for series_name, own, n in series if series_name == name and labels.items() <= own.items()]
    return found[0] if found else None


@pytest.fixture
def busy(plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher) -> Tunnel:
    """A client that has done a bit of everything."""
    tunnel = launcher.run(plane, "--mcp.server-url", http_target.url)
    plane.answer(plane.send(tools_call("echo")))
    plane.answer(plane.send(b'{"jsonrpc":"2.0","id":7,"method":"made/up"}'))
    plane.answer(plane.send(tools_call("echo"), channel="nobody-knows"))
    wait_until(lambda: value(tunnel, "commands_polled_total") == 3, "three commands")
    wait_until(lambda: value(tunnel, "dispatcher_worker_pool_occupancy") == 0, "their ends")
    return tunnel


def test_row_23_every_instrument_has_its_name_type_and_labels(busy: Tunnel) -> None:
    """dataplane 28 row 23, section 24."""
    types, series = scrape(busy)
    for name, kind, labels, scope in INSTRUMENTS:
        assert types[name] == kind, name
        own = [found for series_name, found, _ in series if re.fullmatch(rf"{name}(_count|_sum)?", series_name)]
        assert own, name
        for found in own:
            assert found.keys() - {"request_method"} == labels - {"request_method"} | SCOPE, name
            assert found["otel_scope_name"] == scope


def test_row_23_labels_that_a_peer_chooses_are_bounded(busy: Tunnel) -> None:
    """dataplane 28 row 23, W-61: unknown methods are `other`, unknown channels `__unknown__`."""
    assert value(
        busy,
        "command_unsupported_channel_total",
        channel="__unknown__",
        command_type="jsonrpc",
        tunnel_id=TUNNEL_ID,
    ) == 1
    text = busy.get("/metrics")[1]
    assert "made/up" not in text and "nobody-knows" not in text
    for kind in ("poll_to_response", "enqueue_to_response"):
        labels = {"latency_type": kind, "request_method": "other", "request_kind": "call"}
        assert value(busy, "command_end_to_end_latency_milliseconds_count", **labels) == 1


def test_row_23_errors_have_the_three_kinds(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane 28 row 23, 24.1; buckets that tell polls apart (W-60)."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub")
    tunnel.wait_ready()
    _, series = scrape(tunnel)
    kinds = {own["error_kind"] for name, own, _ in series if name == "commands_poll_errors_total"}
    assert kinds == {"timeout", "context_canceled", "other"}
    bounds = [own["le"] for name, own, _ in series if name == "commands_age_seconds_bucket"]
    assert {"0.005", "60"} <= set(bounds) and bounds[-1] == "+Inf"


def test_evidence_of_which_side_stopped(busy: Tunnel) -> None:
    """user needs #55: per channel, when the service last sent something and last took something."""
    for name in ("channel_last_command_timestamp_seconds", "channel_last_accepted_response_timestamp_seconds"):
        assert value(busy, name, channel="main") > 1.7e9
    assert value(busy, "mcp_server_restarts_total", channel="main") == 0
    assert value(busy, "commands_deadline_drops_total") == 0
    assert value(busy, "plugin_faults_total", channel="main") == 0


def test_promtool_can_read_it(busy: Tunnel) -> None:
    """What is left of its advice concerns names that are not ours to choose."""
    checked = subprocess.run(
        ["promtool", "check", "metrics"], input=busy.get("/metrics")[1], text=True, capture_output=True
    )
    compatible = {name for name, *_ in INSTRUMENTS}
    complaints = [line for line in checked.stderr.splitlines() if line.split(" ")[0] not in compatible]
    assert not complaints
