"""The operator's page in a real browser: Debian's chromium, driven by Playwright (operator 13, 28.6, 30.5, W-49 to W-52)."""

from __future__ import annotations

import json
import re
import shlex
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import axe_playwright_python
import pytest
from controlplane import TUNNEL_ID, ControlPlane
from harness.http import free_port
from harness.process import Launcher, Tunnel, environment
from harness.rpc import request, tools_call
from harness.waiting import wait_until
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect, sync_playwright

TABS = ["overview", "requests", "metrics", "logs", "plugins", "oauth", "harpoon", "system", "codex"]
WIDE, NARROW = {"width": 1600, "height": 1000}, {"width": 360, "height": 800}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()

pytestmark = pytest.mark.timeout(120)
expect.set_options(timeout=15_000)  # ms: chromium shares two cores with the client and another test


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Seen:
    """What a page said and asked."""

    errors: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


@dataclass
class Visitor:
    """Opens pages of one client; no page may ask another origin, and none may complain."""

    browser: Browser
    tunnel: Tunnel
    contexts: list[BrowserContext] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)

    def open(self, fragment: str = "", theme: str = "light", size: dict[str, int] = WIDE) -> Page:
        origin = self.tunnel.health_url
        context = self.browser.new_context(
            color_scheme=theme, viewport=size, permissions=["clipboard-read", "clipboard-write"]
        )
        self.contexts.append(context)
        page = context.new_page()

        def judge(route: Route) -> None:
            url = route.request.url
            self.seen.asked.append(url.removeprefix(origin))
            if url.startswith(origin + "/"):
                route.continue_()
            else:
                self.seen.foreign.append(url)
                route.abort()

        page.route("**/*", judge)
        page.on("pageerror", lambda error: self.seen.errors.append(str(error)))
        page.on("console", self._listen)
        page.goto(f"{origin}/ui{'#' + fragment if fragment else ''}")
        expect(page.locator("#version")).not_to_be_empty()
        return page

    def _listen(self, message) -> None:
        # The browser's own line for a route that only a plugin brings; nothing the page could leave out.
        optional = message.location.get("url", "").endswith("/api/codex/status")
        if message.type in ("error", "warning") and not optional:
            self.seen.errors.append(message.text)

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@contextmanager
def visiting(browser: Browser, tunnel: Tunnel) -> Iterator[Visitor]:
    visitor = Visitor(browser, tunnel)
    try:
        yield visitor
        assert visitor.seen.foreign == []
        assert visitor.seen.errors == []
    finally:
        visitor.close()


@pytest.fixture
def tunnel(plane: ControlPlane, launcher: Launcher) -> Tunnel:
    plane.metadata = {"name": "Service desk", "description": "Tickets for the agents"}
    tunnel = launcher.run(plane, "--embedded-mcp-stub", "--admin-ui.capture-payloads")
    tunnel.wait_ready()
    return tunnel


@pytest.fixture
def visit(browser: Browser, tunnel: Tunnel) -> Iterator[Visitor]:
    with visiting(browser, tunnel) as visitor:
        yield visitor


def work(plane: ControlPlane) -> None:
    """One that is fine, and two that are not: the built-in server has no such tool and no prompts."""
    for message in [tools_call("echo", input="hello"), tools_call("fail"), request("prompts/get", {"name": "x"})]:
        plane.answer(plane.send(message))


def row(page: Page, text: str) -> Locator:
    return page.locator(".requests tbody tr", has_text=text)


def test_the_shell(visit: Visitor) -> None:
    """A-120: `/` and `/ui` are one shell; the fragment keeps the tab over a reload; back goes back."""
    with urllib.request.urlopen(visit.tunnel.health_url + "/") as root:
        assert root.read().decode() == visit.tunnel.get("/ui")[1]
        assert root.headers["Content-Security-Policy"].startswith("default-src 'self'")
    page = visit.open()
    names = page.get_by_role("tab").all_inner_texts()
    assert {"Overview", "Metrics", "OAuth", "Harpoon", "System", "Assistant", "Logs"} <= set(names)
    page.get_by_role("tab", name="Metrics").click()
    assert page.url.endswith("#metrics")
    page.reload()
    expect(page.get_by_role("tab", name="Metrics")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="Logs").click()
    page.go_back()
    expect(page.locator("#panel-metrics")).to_be_visible()
    expect(page.locator("#panel-logs")).to_be_hidden()


def unready(body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=503, body=body)


def test_the_badges(plane: ControlPlane, launcher: Launcher, browser: Browser) -> None:
    """A-121: live is good, pending warns, another 503 is bad."""
    tunnel = launcher.run(plane, "--mcp.server-url", f"http://127.0.0.1:{free_port()}/mcp", "--mcp.startup-wait-timeout", "1s")
    tunnel.wait_for_readiness(503)
    visitor = Visitor(browser, tunnel)
    page = visitor.open()
    expect(page.locator("#badge-health")).to_have_text("Health: live")
    expect(page.locator("#badge-health")).to_have_attribute("data-tone", "good")
    long = "the MCP server is down: " + "it does not answer, " * 20
    answers = {"pending (looking)": "warn", "the MCP server is down": "bad", long.strip(): "bad"}
    height = page.locator("header.top").bounding_box()["height"]
    for body, tone in answers.items():
        page.route("**/readyz", unready(body))
        page.reload()
        expect(page.locator("#badge-ready")).to_have_text("Not ready: " + body)
        expect(page.locator("#badge-ready")).to_have_attribute("data-tone", tone)
        assert page.locator("header.top").bounding_box()["height"] == height
    visitor.close()


def test_the_overview(plane: ControlPlane, visit: Visitor) -> None:
    """A-122, A-123, A-126: the tunnel with its name, the copy button, and the main channel's probe."""
    page = visit.open("overview")
    panel = page.locator("#panel-overview")
    for text in ["Service desk", "Tickets for the agents", TUNNEL_ID, plane.base_url]:
        expect(panel.get_by_text(text).first).to_be_visible()
    page.get_by_role("button", name="Copy the tunnel id").click()
    assert page.evaluate("navigator.clipboard.readText()") == TUNNEL_ID
    channels = panel.get_by_role("region", name="Channels")
    expect(channels.locator("tbody tr", has_text="main").locator("td").nth(2)).to_have_text("ok")
    steps = panel.locator(".chain li")
    expect(steps.nth(0)).to_contain_text(re.compile("Control plane ?Polling for"))
    expect(steps.nth(1)).to_contain_text(re.compile("MCP server main ?Ready for"))
    plane.answer(plane.send(tools_call("echo", input="hello")))
    expect(channels.locator("tbody tr").first.locator("td").nth(6)).to_have_text("1")


def test_a_failing_probe_is_shown(plane: ControlPlane, launcher: Launcher, browser: Browser) -> None:
    """A-126, W-52: the status and the error of the main channel's probe."""
    tunnel = launcher.run(plane, "--mcp.server-url", f"http://127.0.0.1:{free_port()}/mcp", "--mcp.startup-wait-timeout", "1s")
    tunnel.wait_for_readiness(503)
    with visiting(browser, tunnel) as visitor:
        visitor._listen = lambda message: None  # the browser names every 503
        page = visitor.open("overview")
        cell = page.get_by_role("region", name="Channels").locator("tbody tr").first.locator("td").nth(2)
        expect(cell.locator(".badge")).to_have_text("failed")
        expect(cell.locator(".fault")).not_to_be_empty()
        visitor.seen.errors.clear()


def test_requests(plane: ControlPlane, visit: Visitor) -> None:
    """A-128: each command with channel, method, status and its latencies; live, filtered, paused, opened, sent again."""
    page = visit.open("requests")
    work(plane)
    expect(row(page, "echo")).to_contain_text("ok")
    expect(row(page, "fail")).to_contain_text("rpc error")
    expect(row(page, "prompts/get")).to_contain_text("rpc error")
    cells = row(page, "echo").locator("td").all_inner_texts()
    assert cells[1] == "main" and all(cell.strip()[0].isdigit() for cell in cells[4:7]), cells
    page.locator("#panel-requests").get_by_label("Filter by text").fill("fail")
    expect(page.locator(".requests tbody tr")).to_have_count(1)
    page.locator("#panel-requests").get_by_label("Filter by text").fill("")
    page.locator("#panel-requests").get_by_label("Status").select_option("failed")
    expect(page.locator(".requests tbody tr")).to_have_count(2)
    page.locator("#panel-requests").get_by_label("Status").select_option("")
    page.locator("#panel-requests").get_by_role("button", name="Pause").click()
    plane.answer(plane.send(tools_call("uppercase", input="x")))
    expect(page.get_by_role("button", name="Resume (1 new)")).to_be_visible()
    row(page, "echo").click()
    expect(row(page, "echo")).to_have_class("selected")
    expect(row(page, "uppercase")).to_be_hidden()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Resume (1 new)").click()
    expect(row(page, "uppercase")).to_be_visible()
    row(page, "echo").click()
    pane = page.get_by_role("complementary")
    expect(pane.locator(".waterfall li").first).to_be_visible()
    expect(pane).to_contain_text('"hello"')
    before = len(plane.posts)
    pane.get_by_role("button", name="Send again").click()
    expect(pane).to_contain_text("Sent again")
    assert len(plane.posts) == before
    pane.get_by_role("button", name="Copy as").click()
    assert "requests replay" in page.evaluate("navigator.clipboard.readText()")
    pane.press("Escape")
    expect(pane).to_be_hidden()
    page.locator("#panel-requests").get_by_role("button", name="Stop capturing").click()
    expect(page.get_by_role("button", name="Capture payloads")).to_be_visible()


def test_nothing_between_the_list_and_the_stream(plane: ControlPlane, visit: Visitor) -> None:
    """A command that comes after the list was answered and before the stream is there is shown at once."""
    page = visit.open()
    held = []
    page.route("**/api/requests/stream*", lambda route: held.append(route))
    with page.expect_response("**/api/requests?*"):
        page.get_by_role("tab", name="Requests").click()
    work(plane)
    while not held:
        page.wait_for_timeout(10)
    held[0].continue_()
    expect(page.locator(".requests tbody tr")).to_have_count(3)


def test_what_is_read_stays(plane: ControlPlane, visit: Visitor) -> None:
    """A row that is open does not move when others come; what came above is a button away; the list is bounded."""
    plane.answer([plane.send(tools_call("echo", input=str(number))) for number in range(40)][-1])
    page = visit.open("requests")
    page.locator(".requests tbody tr").nth(5).click()
    expect(page.get_by_role("complementary").locator(".waterfall li").first).to_be_visible()
    top = page.locator("tr.selected").bounding_box()["y"]
    plane.answer([plane.send(tools_call("uppercase", input="x")) for _ in range(230)][-1])
    newer = page.get_by_role("button", name=re.compile("↑ 2.. new"))
    expect(newer).to_be_visible()
    assert abs(page.locator("tr.selected").bounding_box()["y"] - top) < 2
    newer.click()
    expect(newer).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".requests tbody tr")).to_have_count(200)
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".requests tbody tr")).to_have_count(270)


def test_long_names(plane: ControlPlane, visit: Visitor) -> None:
    """A tool with an endless name takes one line, at every width, and says its name on pointing."""
    name = "look_up_the_customer_" * 8
    plane.answer(plane.send(tools_call(name)))
    page = visit.open("requests")
    line = page.locator(".requests tbody tr").first
    expect(line.get_by_title(name)).to_be_visible()
    for width in [768, 1000, 1024, 1200, 1280, 1600]:
        page.set_viewport_size({"width": width, "height": 900})
        assert line.bounding_box()["height"] < 42, width
        cell = line.locator("td").nth(2).bounding_box()["width"]
        assert cell > 150, (width, cell)


def test_the_slowest_first(plane: ControlPlane, visit: Visitor) -> None:
    """Sorted by a column, up and down, and said to assistive technology."""
    work(plane)
    page = visit.open("requests")
    records = json.loads(visit.tunnel.get("/api/requests")[1])["requests"]
    slowest = max(records, key=lambda each: each["timing"]["total_us"])["request_id"]
    first = page.locator(".requests tbody tr").first
    expect(page.get_by_role("columnheader", name="Time")).to_have_attribute("aria-sort", "descending")
    total = page.get_by_role("columnheader", name="Total")
    total.get_by_role("button").click()
    expect(total).to_have_attribute("aria-sort", "descending")
    first.click()
    expect(page.get_by_role("complementary")).to_contain_text(slowest)
    total.get_by_role("button").click()
    expect(total).to_have_attribute("aria-sort", "ascending")
    expect(page.locator(".requests tbody tr").last).to_have_class("selected")


def test_requests_by_keyboard(plane: ControlPlane, visit: Visitor) -> None:
    """A-127: arrows from row to row, Enter opens, Escape closes, and the focus stays when rows come."""
    work(plane)
    page = visit.open("requests")
    expect(page.locator(".requests tbody tr")).to_have_count(3)
    page.get_by_role("region", name="Recent commands").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    focused = "document.activeElement.closest('tr').dataset.sequence"
    at = page.evaluate(focused)
    assert at == page.locator(".requests tbody tr").nth(1).get_attribute("data-sequence")
    plane.answer(plane.send(tools_call("uppercase", input="x")))
    expect(page.locator(".requests tbody tr")).to_have_count(4)
    assert page.evaluate(focused) == at
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary")).to_be_visible()
    assert page.url.endswith("#requests/" + at)
    page.keyboard.press("j")
    expect(page.locator("tr.selected")).not_to_have_attribute("data-sequence", at)
    page.keyboard.press("k")
    expect(page.locator("tr.selected")).to_have_attribute("data-sequence", at)
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary")).to_be_hidden()
    page.keyboard.press("/")
    search = page.locator("#panel-requests").get_by_label("Filter by text")
    expect(search).to_be_focused()
    search.press_sequentially("jk/")
    expect(search).to_have_value("jk/")


def test_metrics(plane: ControlPlane, visit: Visitor) -> None:
    """W-50: figures and charts that follow; a chart is read with the keys and stays the same element."""
    work(plane)
    page = visit.open("metrics")
    panel = page.locator("#panel-metrics")
    figure = panel.locator(".figures > div", has_text="Commands").first.locator("dd")
    expect(figure).to_contain_text("3")
    plane.answer(plane.send(tools_call("echo", input="hello")))
    expect(figure).to_contain_text("4")
    chart = panel.get_by_role("slider", name="Latency")
    chart.focus()
    page.keyboard.press("Home")
    expect(panel.locator(".chart:focus-within .moment")).not_to_be_empty()
    panel.get_by_label("Window").select_option("1h")
    expect(chart).to_be_visible()
    panel.get_by_text("Raw metrics").click()
    expect(panel.locator("pre")).to_contain_text("# TYPE")


DRAW = """async count => {
  const { Chart } = await import("/assets/charts.js");
  const chart = new Chart({ title: "Many", format: String });
  document.querySelector("#panel-metrics").append(chart.node);
  const times = [0, 1, 2].map(each => 1e12 + each * 1000);
  chart.update(times, Array.from({ length: count }, (_, at) => ({ name: "c" + at, values: [null, at + 1, null] })), 60000);
  const lines = [...chart.node.querySelectorAll("path.line")].map(each => getComputedStyle(each));
  return lines.map(each => [each.stroke, each.strokeLinecap]);
}"""


def test_many_channels_are_drawn(visit: Visitor) -> None:
    """Each of a dozen channels has a line; one value between gaps is a dot that can be seen."""
    page = visit.open("metrics")
    drawn = page.evaluate(DRAW, 12)
    assert len(drawn) == 12
    assert len({colour for colour, _ in drawn}) == 8 and {cap for _, cap in drawn} == {"round"}
    assert "none" not in {colour for colour, _ in drawn}


def test_a_restart(plane: ControlPlane, launcher: Launcher, browser: Browser) -> None:
    """The page says that nobody answers, keeps what it has, and begins anew with the next process."""
    port = str(free_port())
    flags = ["--embedded-mcp-stub", "--health.listen-addr", f"127.0.0.1:{port}"]
    tunnel = launcher.run(plane, *flags)
    tunnel.wait_ready()
    visitor = Visitor(browser, tunnel)
    page = visitor.open("requests")
    work(plane)
    expect(page.locator(".requests tbody tr")).to_have_count(3)
    tunnel.stop()
    expect(page.get_by_role("alert")).to_contain_text("No answer from tunnel-client")
    expect(page.locator(".requests tbody tr")).to_have_count(3)
    expect(page.locator(".hero h2")).to_have_text("No answer")
    fresh = ControlPlane()  # the stopped client's poll is still parked at the other
    try:
        again = launcher.run(fresh, *flags)
        again.wait_ready()
        fresh.answer(fresh.send(tools_call("uppercase", input="x")))
        expect(page.get_by_role("alert")).to_be_hidden()
        expect(page.locator("#badge-logs")).to_have_text("Logs: live")
        expect(page.locator(".requests tbody tr")).to_have_count(1)
        expect(row(page, "uppercase")).to_be_visible()
    finally:
        fresh.close()
        visitor.close()


def test_logs(plane: ControlPlane, visit: Visitor) -> None:
    """A-124: pause and resume, the filters, and the level of the process."""
    page = visit.open("logs")
    panel = page.locator("#panel-logs")
    view = page.get_by_role("log", name="Log records")
    expect(view).to_contain_text("polling for commands")
    expect(page.locator("#badge-logs")).to_have_text("Logs: live")
    panel.get_by_role("button", name="Pause").click()
    frozen = view.inner_text()
    urllib.request.urlopen(
        urllib.request.Request(
            visit.tunnel.health_url + "/api/log-level", data=b'{"level":"debug"}', method="PUT"
        )
    ).close()
    resume = panel.get_by_role("button", name="Resume (")
    expect(resume).to_be_visible()
    assert view.inner_text() == frozen
    resume.click()
    expect(view).to_contain_text("level")
    panel.get_by_label("Filter by text").fill("component=controlplane")
    expect(view.locator("p").first).to_contain_text("[controlplane]")
    panel.get_by_label("Show").select_option("ERROR")
    expect(view).to_contain_text("No record matches")
    panel.get_by_label("Log level").select_option("warn")
    panel.get_by_role("button", name="Apply").click()
    expect(page.locator("#toast")).to_contain_text("warn")
    assert json.loads(visit.tunnel.get("/api/log-level")[1])["level"] == "warn"
    panel.get_by_label("Part whose level is set").select_option("controlplane")
    panel.get_by_label("Log level").select_option("debug")
    panel.get_by_role("button", name="Apply").click()
    own = panel.get_by_role("button", name="Take away the level of controlplane")
    expect(own).to_be_visible()
    assert json.loads(visit.tunnel.get("/api/log-levels")[1])["components"] == {"controlplane": "debug"}
    own.click()
    expect(own).to_be_hidden()


def test_the_bundle_is_confirmed(plane: ControlPlane, launcher: Launcher, browser: Browser) -> None:
    """A-125: with debug and raw logging a warning stands before the download."""
    tunnel = launcher.run(
        plane, "--embedded-mcp-stub", "--log.level", "debug", "--log.format", "json", "--log.http-raw-unsafe"
    )
    tunnel.wait_ready()
    with visiting(browser, tunnel) as visitor:
        page = visitor.open("logs")
        page.get_by_role("button", name="Download support bundle").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Raw HTTP logging is on")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        page.get_by_role("button", name="Download support bundle").click()
        with page.expect_download() as download:
            dialog.get_by_role("link", name="Download").click()
        assert download.value.suggested_filename.endswith(".tar.gz")


CONTENT: dict[str, str] = {
    "plugins": "org.tunnel-client.stub",
    "oauth": "OAuth",
    "harpoon": "Harpoon",
    "system": "Configuration",
    "codex": "Codex",
}


@pytest.mark.parametrize("tab", CONTENT)
def test_the_other_tabs(tab: str, visit: Visitor) -> None:
    """Each has its heading and facts, whatever is configured."""
    page = visit.open(tab)
    expect(page.locator(f"#panel-{tab}")).to_contain_text(CONTENT[tab])


def test_tabs_by_keyboard(visit: Visitor) -> None:
    """A-127, W-49: the arrows, Home and End; roles and their wiring."""
    page = visit.open("overview")
    page.get_by_role("tab", name="Overview").focus()
    for key, tab in [("ArrowRight", "requests"), ("ArrowLeft", "overview"), ("End", TABS[-1]), ("ArrowRight", "overview")]:
        page.keyboard.press(key)
        expect(page.locator("#tab-" + tab)).to_be_focused()
        expect(page.locator("#panel-" + tab)).to_be_visible()
        expect(page.get_by_role("tab", selected=True)).to_have_count(1)
    for tab in TABS:
        assert page.locator("#tab-" + tab).get_attribute("aria-controls") == "panel-" + tab
        assert page.locator("#panel-" + tab).get_attribute("aria-labelledby") == "tab-" + tab


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1600", "360"])
def test_it_can_be_read(theme: str, size: dict[str, int], plane: ControlPlane, visit: Visitor) -> None:
    """A-127: axe-core finds nothing (names, roles, contrast 4.5:1) on any tab, and nothing sticks out."""
    work(plane)
    page = visit.open("overview", theme, size)
    page.emulate_media(reduced_motion="reduce")
    for tab in TABS:
        page.evaluate("tab => { location.hash = tab; }", tab)
        page.wait_for_selector(f"#panel-{tab}:not([hidden])")
        page.wait_for_timeout(600)
        if tab == "requests":
            row(page, "fail").click()
            expect(page.locator(".waterfall")).to_be_visible()
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{tab} is {overflow} px too wide"
        # Through the inspector: the page's own policy lets no foreign script in.
        page.evaluate(AXE + "; 0")
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        complaints = [
            (tab, each["id"], node["html"][:160], node.get("failureSummary"))
            for each in found["violations"]
            for node in each["nodes"]
        ]
        assert complaints == []


def test_a_hidden_page_asks_nothing(visit: Visitor) -> None:
    """30.5, W-50: neither polls nor streams while nobody looks; both come back."""
    page = visit.open("requests")
    expect(page.locator("#badge-logs")).to_have_text("Logs: live")
    hide = """hidden => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(hide, True)
    expect(page.locator("#badge-logs")).to_have_text("Logs: paused")
    page.wait_for_timeout(300)  # what was under way ends
    visit.seen.asked.clear()
    page.wait_for_timeout(6000)  # longer than every interval of this tab
    assert visit.seen.asked == []
    page.evaluate(hide, False)
    expect(page.locator("#badge-logs")).to_have_text("Logs: live")
    wait_until(lambda: page.wait_for_timeout(50) or any(each == "/api/status" for each in visit.seen.asked), "a poll")


def test_marked_text_stays(plane: ControlPlane, visit: Visitor) -> None:
    """No update takes away what somebody is about to copy."""
    work(plane)
    page = visit.open("requests")
    expect(page.locator(".requests tbody tr")).to_have_count(3)
    mark = "getSelection().selectAllChildren(document.querySelector('.requests tbody tr td:nth-child(3)'))"
    page.evaluate(mark)
    marked = page.evaluate("getSelection().toString()")
    plane.answer(plane.send(tools_call("uppercase", input="x")))
    page.wait_for_timeout(800)
    assert marked and page.evaluate("getSelection().toString()") == marked


def test_the_assistant(plane: ControlPlane, launcher: Launcher, browser: Browser) -> None:
    """A-129: signed out shows the sign-in; the device card shows code and link; cancel goes back."""
    server = Path(__file__).parent / "targets" / "app_server.py"
    env = environment(
        TUNNEL_CLIENT_CODEX_APP_SERVER_COMMAND=shlex.join([sys.executable, str(server), "signed-out"])
    )
    tunnel = launcher.run(plane, "--embedded-mcp-stub", env=env)
    tunnel.wait_ready()
    with visiting(browser, tunnel) as visitor:
        page = visitor.open("codex")
        sign_in = page.get_by_role("button", name="Sign in")
        # The first answer starts the app server; the page asks again every seven seconds.
        expect(sign_in).to_be_visible(timeout=30_000)
        sign_in.click()
        expect(page.get_by_text("ABCD-1234", exact=True)).to_be_visible()
        expect(page.get_by_role("link", name="https://example.com/device")).to_be_visible()
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_text("ABCD-1234", exact=True)).to_be_hidden()
        expect(sign_in).to_be_visible()


def test_another_machine_signs_in_with_the_token(plane: ControlPlane, launcher: Launcher, browser: Browser) -> None:
    """A-115 in a browser: a form instead of the page, and the token is nowhere afterwards."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub", "--allow-remote-ui")
    tunnel.wait_ready()
    token = wait_until(
        lambda: found[1] if (found := re.search(r"access token for other machines: (\w+)", tunnel.stderr)) else None,
        "the token",
    )
    context = browser.new_context(extra_http_headers={"X-Forwarded-For": "192.0.2.7"})
    page = context.new_page()
    assert page.goto(f"{tunnel.health_url}/ui").status == 401
    page.get_by_label("Access token").fill("wrong")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_label("Access token")).to_be_visible()
    page.get_by_label("Access token").fill(token)
    page.get_by_role("button", name="Open").click()
    expect(page.locator("#badge-ready")).to_have_text("Ready")
    assert token not in page.url and token not in page.content()
    context.close()


def test_the_page_is_small(visit: Visitor) -> None:
    """All of it below 150 kB, and as small on the wire as in the sources."""
    page = visit.open("overview")
    page.wait_for_load_state("load")
    files = {each for each in visit.seen.asked if each.startswith("/assets/")} | {"/ui"}
    assert len(files) > 10
    total = sum(len(visit.tunnel.get(name)[1].encode()) for name in files)
    assert total < 150_000, total
