"""/metrics as a real Prometheus reads it, and the dashboard on top of it (W-32, dataplane 24)."""

from __future__ import annotations

import json
import re
import socket
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import REPOSITORY
from controlplane import ControlPlane, Fault
from harness.process import Launcher, Tunnel, http_get
from harness.rpc import tools_call
from harness.waiting import wait_until
from targets.http_server import HTTPTarget
from test_metrics import INSTRUMENTS, scrape, value

DASHBOARD = json.loads((REPOSITORY / "docs/grafana-dashboard.json").read_text())
EXPRESSIONS = [
    target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", [])
]
NOT_METRICS = {"sum", "by", "rate", "increase", "histogram_quantile", "max", "min", "time", "le"}


class Prometheus:
    """Scrapes one client every second."""

    def __init__(self, launcher: Launcher, folder: Path, tunnel: Tunnel):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{probe.getsockname()[1]}"
        folder.mkdir()
        target = tunnel.health_url.removeprefix("http://")
        (folder / "prometheus.yml").write_text(
            "global: {scrape_interval: 1s, scrape_timeout: 1s}\n"
            "scrape_configs:\n"
            f"  - {{job_name: tunnel-client, static_configs: [{{targets: ['{target}']}}]}}\n"
        )
        self.process = launcher.start(
            [
                *("prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data"),
                f"--web.listen-address={self.url.removeprefix('http://')}",
            ]
        )
        self.process.watch(lambda: http_get(f"{self.url}/-/ready")[0] == 200, "Prometheus")

    def query(self, expression: str) -> list[dict]:
        query = urllib.parse.urlencode({"query": expression})
        with urllib.request.urlopen(f"{self.url}/api/v1/query?{query}", timeout=10) as answer:
            return json.load(answer)["data"]["result"]


@pytest.fixture
def busy(plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher) -> Tunnel:
    """A client that has seen traffic and errors of every kind that shows."""
    tunnel = launcher.run(
        plane, "--mcp.server-url", http_target.url,
        *("--mcp.plugin", "channel=apart,plugin=org.tunnel-client.stub,isolation=process"),
    )
    plane.answer(plane.send(tools_call("echo")))
    plane.answer(plane.send(b'{"jsonrpc":"2.0","id":7,"method":"made/up"}'))
    plane.answer(plane.send(tools_call("echo"), channel="nobody-knows"))
    plane.post_faults = [Fault(503)]
    plane.answer(plane.send(tools_call("echo")))
    wait_until(lambda: value(tunnel, "commands_polled_total") == 4, "four commands")
    wait_until(lambda: value(tunnel, "dispatcher_worker_pool_occupancy") == 0, "their ends")
    return tunnel


@pytest.fixture
def prometheus(launcher: Launcher, tmp_path: Path, busy: Tunnel) -> Iterator[Prometheus]:
    yield Prometheus(launcher, tmp_path / "prometheus", busy)


def test_prometheus_reads_every_family(prometheus: Prometheus) -> None:
    """The target is up, no sample is refused, and a series of each family is there."""
    wait_until(lambda: prometheus.query('up{job="tunnel-client"} == 1'), "a scrape")
    for name, kind, _, _ in INSTRUMENTS:
        series = f"{name}_bucket" if kind == "histogram" else name
        assert prometheus.query(f'{series}{{job="tunnel-client"}}'), series
    (scraped,) = prometheus.query("scrape_samples_scraped")
    (kept,) = prometheus.query("scrape_samples_post_metric_relabeling")
    assert scraped["value"][1] == kept["value"][1]
    assert prometheus.query('readiness{job="tunnel-client"} == 1')


def test_the_dashboard_asks_for_what_is_there(prometheus: Prometheus, busy: Tunnel) -> None:
    """Each metric exists in /metrics after traffic and errors, and Prometheus understands each expression."""
    names = {name.removesuffix("_bucket").removesuffix("_count") for name, _, _ in scrape(busy)[1]}
    assert len(EXPRESSIONS) > 30
    wait_until(lambda: prometheus.query('up{job="tunnel-client"} == 1'), "a scrape")
    for expression in EXPRESSIONS:
        bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)", "", expression)
        used = set(re.findall(r"[a-z_]+", bare)) - NOT_METRICS
        assert used and {name.removesuffix("_bucket").removesuffix("_count") for name in used} <= names, expression
        concrete = expression.replace("$__rate_interval", "1m").replace("$job", ".*").replace("$instance", ".*")
        prometheus.query(concrete)
    panels = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
    assert all(panel["title"] and panel["description"] for panel in panels)
    for panel in panels:
        if panel["type"] == "stat" and "rate(" not in panel["targets"][0]["expr"]:
            concrete = panel["targets"][0]["expr"].replace("$job", ".*").replace("$instance", ".*")
            assert prometheus.query(concrete), panel["title"]


def test_what_peers_choose_does_not_grow_the_exposition(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """W-32: bounded labels, and an exposition that stays small: the peer's had 320 kB. OAuth look-ups add five routes."""
    tunnel = launcher.run(plane, "--mcp.server-url", http_target.url)

    def strangers(prefix: str, count: int) -> set[tuple[str, str]]:
        for number in range(count):
            message = f'{{"jsonrpc":"2.0","id":{number},"method":"{prefix}/{number}"}}'.encode()
            plane.answer(plane.send(message, headers={"Mcp-Session-Id": [f"{prefix}-{number}"]}))
            plane.answer(plane.send(tools_call(f"{prefix}-{number}"), channel=f"{prefix}-{number}"))
        wait_until(lambda: value(tunnel, "dispatcher_worker_pool_occupancy") == 0, "their ends")
        return {(name, json.dumps(labels, sort_keys=True)) for name, labels, _ in scrape(tunnel)[1]}

    first = strangers("one", 5)
    assert strangers("two", 40) - first == set()
    assert len(tunnel.get("/metrics")[1]) < 160_000
    bounds: dict[str, list[float]] = {}
    for name, labels, _ in scrape(tunnel)[1]:
        if name.endswith("_bucket"):
            bounds.setdefault(name.removesuffix("_bucket"), []).append(float(labels["le"]))
    assert bounds
    for name, found in bounds.items():
        steps = sorted(set(found))
        unit = 1000 if name.endswith("_milliseconds") else 1
        if not name.endswith("_bytes"):
            assert steps[0] <= 0.01 * unit and 10 * unit <= steps[-2] <= 3600 * unit, name
        assert 8 <= len(steps) <= 32 and steps[-1] == float("inf"), name
