"""The rows as Markdown."""

from __future__ import annotations

from .scenarios import Load, Row, Startup

COLUMNS = (
    "transport/size/outstanding",
    "subject",
    "commands/s",
    "of relay",
    "p50 ms",
    "p99 ms",
    "CPU s/1,000",
    "idle RSS MiB",
    "peak RSS MiB",
    "connections/1,000 plane + target",
)


def table_row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:,.{digits}f}"


def mib(kib: int | None) -> str:
    return "" if kib is None else f"{kib / 1024:.1f}"


def connections(row: Row) -> str:
    opened = (row.plane_connections_per_1000, row.target_connections_per_1000)
    return " + ".join(f"{count:.1f}" for count in opened if count is not None)


def relay_share(row: Row, relay: dict[Load, float]) -> str:
    if row.subject != "tunnel-client" or row.load not in relay:
        return ""
    return f"{row.per_second / relay[row.load]:.0%}"


def cells(row: Row, relay: dict[Load, float]) -> list[str]:
    return [
        row.load.label,
        row.subject,
        number(row.per_second, 0),
        relay_share(row, relay),
        number(row.p50_ms, 2),
        number(row.p99_ms, 2),
        number(row.cpu_per_1000, 4),
        mib(row.idle_rss_kib),
        mib(row.peak_rss_kib),
        connections(row),
    ]


def load_table(rows: list[Row]) -> str:
    relay = {row.load: row.per_second for row in rows if row.subject == "bare relay"}
    lines = [table_row(list(COLUMNS)), table_row(["---", "---"] + ["---:"] * (len(COLUMNS) - 2))]
    lines += [table_row(cells(row, relay)) for row in rows]
    return "\n".join(lines)


def startup_lines(startup: Startup) -> str:
    def spread(name: str) -> str:
        low, high = startup.spread_ms[name]
        return f"{low:.1f} to {high:.1f}"

    idle = startup.idle
    return "\n".join(
        [
            f"- start to first poll: {startup.first_poll_ms:.1f} ms ({spread('first poll')}, {startup.runs} starts)",
            f"- start to /readyz 200: {startup.ready_ms:.1f} ms ({spread('ready')})",
            f"- at rest with --embedded-mcp-stub: VmRSS {mib(idle.rss)} MiB, RssAnon {mib(idle.anonymous)} MiB, "
            f"{idle.threads} threads",
        ]
    )
