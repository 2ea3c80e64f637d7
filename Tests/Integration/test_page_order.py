"""The operator's page and what tests on a quiet machine do not see: late answers, other processes, other senses (operator 13)."""

from __future__ import annotations

import json
import shlex
import sys
import threading
from pathlib import Path

from controlplane import ControlPlane
from harness.http import free_port
from harness.process import Launcher, environment
from harness.rpc import tools_call
from harness.waiting import wait_until
from playwright.sync_api import Browser, Page, Route, expect
from targets.http_server import Answer, Call, HTTPTarget, done
from test_page import Visitor, browser, row, tunnel, visit, visiting, work  # noqa: F401

HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def look_away_and_back(page: Page) -> None:
    """Makes every poll of the page ask at once."""
    page.evaluate(HIDE, True)
    page.evaluate(HIDE, False)


def until(page: Page, condition, what: str) -> None:
    """Waits while the browser goes on: routes are only handled during a Playwright call."""
    wait_until(lambda: page.wait_for_timeout(10) or condition(), what)


def test_a_late_list_takes_nothing_back(plane: ControlPlane, visit: Visitor) -> None:
    """A list that was made before a command ended, and comes after the stream has said so, is the older one."""
    page = visit.open("requests")
    work(plane)
    expect(row(page, "echo")).to_contain_text("ok")
    now = json.loads(visit.tunnel.get("/api/requests")[1])
    late = [{**each, "status": "pending", "timing": None} for each in now["requests"]]
    mark = {**late[0], "sequence": 400, "tool": "mark"}
    page.route("**/api/requests?*", lambda route: route.fulfill(json={**now, "revision": 1, "requests": [mark, *late]}))
    look_away_and_back(page)
    expect(row(page, "mark")).to_be_visible()
    expect(row(page, "echo")).to_contain_text("ok")


def test_the_open_command_ends_while_its_details_are_under_way(plane: ControlPlane, launcher: Launcher, browser: Browser) -> None:
    """Its details were asked for before it ended, and come after."""
    go = threading.Event()

    def respond(call: Call) -> Answer:
        if b'"hold"' in call.body:
            go.wait(60)
        return done(call)

    target = HTTPTarget(respond)
    try:
        tunnel = launcher.run(plane, "--mcp.server-url", target.url)
        tunnel.wait_ready()
        with visiting(browser, tunnel) as visitor:
            page = visitor.open("requests")
            command = plane.send(tools_call("hold"))
            expect(row(page, "hold")).to_contain_text("pending")
            late: list[tuple[Route, dict]] = []
            page.route("**/api/requests/1", lambda route: late.append((route, route.fetch().json())), times=1)
            row(page, "hold").click()
            until(page, lambda: late, "the first details")
            assert late[0][1]["status"] == "pending"
            go.set()
            plane.answer(command)
            expect(row(page, "hold")).not_to_contain_text("pending")
            late[0][0].fulfill(json=late[0][1])
            expect(page.get_by_role("complementary").locator(".waterfall")).to_be_visible()
    finally:
        go.set()
        target.close()


def test_another_process_with_greater_numbers(plane: ControlPlane, launcher: Launcher, browser: Browser) -> None:
    """Nothing of a process is missed because the one before it had counted as far; what is open stays to be read."""
    flags = ["--embedded-mcp-stub", "--health.listen-addr", f"127.0.0.1:{free_port()}"]
    tunnel = launcher.run(plane, *flags)
    tunnel.wait_ready()
    visitor = Visitor(browser, tunnel)
    fresh = ControlPlane()  # the stopped client's poll is still parked at the other
    try:
        page = visitor.open("requests")
        plane.answer(plane.send(tools_call("fail")))
        row(page, "fail").click()
        pane = page.get_by_role("complementary")
        expect(pane.locator(".waterfall")).to_be_visible()
        page.evaluate(HIDE, True)
        tunnel.stop()
        again = launcher.run(fresh, *flags)
        again.wait_ready()
        for _ in range(12):
            fresh.answer(fresh.send(tools_call("echo", input="x")))
        page.evaluate(HIDE, False)
        expect(page.locator(".requests tbody tr")).to_have_count(12)
        expect(pane).to_contain_text("of the process before")
        expect(pane).to_contain_text("fail")
        expect(page.locator("tr.selected")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(pane).to_be_hidden()
        page.get_by_role("tab", name="Logs").click()
        expect(page.locator('.log p[data-level]', has_text="was started again")).to_have_count(1)
        written = json.loads(again.get("/api/logs?limit=500")[1])["events"]
        expect(page.locator(".log p.gap ~ p")).to_have_count(len(written))
    finally:
        fresh.close()
        visitor.close()


def test_a_choice_while_an_answer_is_under_way(plane: ControlPlane, visit: Visitor) -> None:
    """The window of the charts is changed while the five minutes are asked for: the hour is asked for at once after."""
    page = visit.open("metrics")
    expect(page.locator("#panel-metrics .figures")).to_contain_text("Memory")
    held: list[Route] = []
    page.route("**/api/metrics/history?window=5m", lambda route: held.append(route), times=1)
    look_away_and_back(page)
    until(page, lambda: held, "the five minutes")
    page.locator("#panel-metrics").get_by_label("Window").select_option("1h")
    # Time stands still from here on: only the answer can be what makes it ask.
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    held[0].continue_()
    until(page, lambda: "/api/metrics/history?window=1h" in visit.seen.asked, "the hour")


def test_a_refusal_takes_nothing_away(visit: Visitor) -> None:
    """401 in the middle: the page asks for the token, and what it knows stays."""
    page = visit.open("system")
    expect(page.locator("#panel-system")).to_contain_text("Configuration")
    refused = {"status": 401, "json": {"error": {"code": "unauthorized", "message": "no"}}}
    for path in ["system", "config", "status"]:
        page.route(f"**/api/{path}", lambda route: route.fulfill(**refused))
    with page.expect_response("**/api/system"):
        look_away_and_back(page)
    expect(page.get_by_label("Access token")).to_be_visible()
    expect(page.locator("#panel-system")).to_contain_text("In use")
    expect(page.locator("#panel-system .section", has_text="Configuration")).to_be_visible()
    visit.seen.errors.clear()  # the browser names every failure


def test_the_page_of_another_version(visit: Visitor) -> None:
    """It is the page that is of another version, however often the client starts again; its plugins are looked at anew."""
    page = visit.open("overview")
    own = json.loads(visit.tunnel.get("/api/status")[1])
    now = {}
    page.route("**/api/status", lambda route: route.fulfill(json={**own, **now}))
    outdated = page.get_by_text("has another version now")
    for instance in ["b", "c"]:
        now = {"version": "9", "instance_id": instance}
        before = visit.seen.asked.count("/api/plugins")
        look_away_and_back(page)
        until(page, lambda: visit.seen.asked.count("/api/plugins") > before, "the plugins of " + instance)
        expect(outdated).to_be_visible()
    now = {"instance_id": "d"}
    look_away_and_back(page)
    expect(outdated).to_be_hidden()


def test_a_loss_is_said_once(visit: Visitor) -> None:
    """The age of what is seen changes with every attempt; only the loss itself is said aloud."""
    page = visit.open("overview")
    page.route("**/api/status", lambda route: route.abort())
    look_away_and_back(page)
    alert = page.get_by_role("alert")
    expect(alert).to_have_text("No answer from tunnel-client.")
    page.evaluate(
        """node => { window.said = 0; new MutationObserver(list => { window.said += list.length; })
          .observe(node, { subtree: true, childList: true, characterData: true }); }""",
        alert.element_handle(),
    )
    age = page.locator("#offline span").last
    for _ in range(2):
        before = age.inner_text()
        expect(age).not_to_have_text(before, timeout=20_000)
    assert page.evaluate("window.said") == 0
    visit.seen.errors.clear()  # the browser names every failure


def test_after_a_sleep(visit: Visitor) -> None:
    """A machine that slept: streams are opened anew, for the old ones may be dead."""
    page = visit.open("logs")
    expect(page.locator("#badge-logs")).to_have_text("Logs: live")
    page.clock.install()
    page.reload()
    expect(page.locator("#badge-logs")).to_have_text("Logs: live")
    visit.seen.asked.clear()
    page.clock.fast_forward(60_000)
    until(page, lambda: any(each.startswith("/api/logs/stream") for each in visit.seen.asked), "another stream")


def test_single_keys_can_be_turned_off(plane: ControlPlane, visit: Visitor) -> None:
    """WCAG 2.1.4: `?` and a button say which keys there are; those of one character can be turned off, for good."""
    work(plane)
    page = visit.open("requests")
    expect(page.locator(".requests tbody tr")).to_have_count(3)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Keys of one character").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    search = page.locator("#panel-requests").get_by_label("Filter by text")
    page.reload()
    expect(page.locator(".requests tbody tr")).to_have_count(3)
    page.locator(".requests tbody tr").first.click()
    first = page.locator("tr.selected").get_attribute("data-sequence")
    for key in ["/", "?", "j"]:
        page.keyboard.press(key)
    expect(dialog).to_be_hidden()
    expect(search).not_to_be_focused()
    expect(page.locator("tr.selected")).to_have_attribute("data-sequence", first)
    page.keyboard.press("ArrowDown")
    expect(page.locator("tr.selected")).not_to_have_attribute("data-sequence", first)
    button = page.get_by_role("button", name="Keyboard help")
    button.click()
    dialog.get_by_label("Keys of one character").check()
    dialog.get_by_role("button", name="Close").click()
    expect(button).to_be_focused()
    page.locator("#main").focus()
    page.keyboard.press("/")
    expect(search).to_be_focused()


def test_a_chat_outlives_a_reload(plane: ControlPlane, launcher: Launcher, browser: Browser) -> None:
    """A-129: what was asked and answered is there after a reload and in a second window; what failed stays in the box."""
    server = Path(__file__).parent / "targets" / "app_server.py"
    env = environment(TUNNEL_CLIENT_CODEX_APP_SERVER_COMMAND=shlex.join([sys.executable, str(server), "signed-in"]))
    tunnel = launcher.run(plane, "--embedded-mcp-stub", env=env)
    tunnel.wait_ready()
    with visiting(browser, tunnel) as visitor:
        page = visitor.open("codex")
        prompt = page.get_by_label("Prompt")
        expect(prompt).to_be_visible(timeout=30_000)
        page.get_by_label("Send the tunnel's state along").uncheck()
        prompt.fill("are you there?")
        prompt.press("Enter")
        said = page.locator(".bubble")
        expect(said).to_have_text(["are you there?", "hello"])
        expect(prompt).to_have_value("")
        # What is said while another tab is looked at is not lost, and nothing is there twice.
        page.get_by_role("tab", name="Logs").click()
        other = visitor.open("codex")
        expect(other.locator(".bubble")).to_have_text(["are you there?", "hello"])
        other.get_by_label("Send the tunnel's state along").uncheck()
        other.get_by_label("Prompt").fill("and now?")
        other.get_by_role("button", name="Send").click()
        four = ["are you there?", "hello", "and now?", "hello"]
        expect(other.locator(".bubble")).to_have_text(four)
        page.get_by_role("tab", name="Assistant").click()
        expect(said).to_have_text(four)
        page.reload()
        expect(said).to_have_text(four)
        page.route("**/api/codex/turn/start", lambda route: route.fulfill(status=502, json={"error": {"message": "no luck"}}))
        prompt.fill("lost?")
        prompt.press("Enter")
        expect(page.locator("#toast")).to_have_text("no luck")
        expect(prompt).to_have_value("lost?")
        visitor.seen.errors.clear()  # the browser names every failure


COARSE = """async () => {
  const { Chart } = await import("/assets/charts.js");
  const chart = new Chart({ title: "Coarse", format: String });
  document.querySelector("#panel-metrics").append(chart.node);
  const times = Array.from({ length: 300 }, (_, at) => 1e12 + (at + 1) * 1000);
  chart.update(times, [{ name: "p99", values: times.map((_, at) => at === 7 ? 900 : at % 5 ? null : 10) }], 300000, "the worst");
  const path = chart.node.querySelector("path.line").getAttribute("d");
  return [path.match(/[ML]/g).length, path.match(/M/g).length, chart.node.querySelector("h3").textContent];
}"""


def test_the_worst_of_each_stretch_is_drawn(visit: Visitor) -> None:
    """300 seconds are 60 points without gaps, each the worst of its five, and the heading says so."""
    page = visit.open("metrics")
    assert page.evaluate(COARSE) == [60, 1, "Coarse, the worst"]


def test_forced_colors_show_the_chosen_tab(visit: Visitor) -> None:
    """A border that is transparent elsewhere is drawn there: only the chosen tab may have one."""
    page = visit.open("metrics")
    page.emulate_media(forced_colors="active")
    colours = page.get_by_role("tab").evaluate_all("tabs => tabs.map(tab => getComputedStyle(tab).borderBottomColor)")
    assert len(set(colours)) == 2 and colours.count(colours[2]) == 1, colours


def test_many_windows(plane: ControlPlane, visit: Visitor) -> None:
    """A browser has six connections to a host, for all its windows; streams leave some to the answers."""
    first = visit.open("requests")
    windows = [first]
    for _ in range(4):
        page = first.context.new_page()
        page.goto(first.url)
        expect(page.locator("#version")).not_to_be_empty()
        windows.append(page)
    work(plane)
    for page in windows:
        expect(page.locator(".requests tbody tr")).to_have_count(3)
        expect(page.locator("#offline")).to_be_hidden()
    # Whoever goes leaves a place.
    for page in windows[:4]:
        page.close()
    windows[4].evaluate("location.hash = 'logs'")
    expect(windows[4].locator("#badge-logs")).to_have_text("Logs: live")
