"""How fast the week board of 500 agents is, measured in a real browser.

The example centre's published week is grown to so many agents, each a double of one of its own, and
a copy of it is opened and edited in Chromium. Told are, in seconds: the first view of the board
(asked until loaded, of which the server's share and the weight of the page), the longest frame and
the main thread's longest task while it is scrolled from end to end, and an edit from the last key
until its judgement stands on the page, of one day in the form and of a block pasted on the board,
with the seconds of the processor that the service takes for it: on a busy machine those tell.

python -m tests.benchmarks.board [--agents 500] [--centre FILE]
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

from api.access import COOKIE, PAGES
from tests.browser.conftest import EXAMPLE, serving
from wfm.service.demo_centre import PLANNER, SITE, ZONE, make_demo_centre
from wfm.store.columns import now
from wfm.store.database import Database
from wfm.store.people import AGENT
from wfm.store.schedules import ScheduleInfo, create_draft, load_schedule, published
from wfm.store.schema import upgrade
from wfm.store.sessions import open_session
from wfm.store.sites import load_site
from wfm.store.users import get_user

TIMES = 3
JUDGED = "() => document.querySelector('#judged .tiles')"
"""Asked at each frame: a locator is asked for again after half a second."""
VIEW = """() => {
  const [page] = performance.getEntriesByType("navigation");
  return {server: page.responseStart / 1000, loaded: page.loadEventEnd / 1000,
          sent: page.transferSize, whole: page.decodedBodySize,
          cells: document.querySelectorAll(".cell").length};
}"""
SCROLL = """async () => {
  const board = document.querySelector(".board");
  const tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map((t) => t.duration)))
    .observe({type: "longtask"});
  const frames = [];
  let last = await new Promise(requestAnimationFrame);
  const step = Math.max(board.scrollHeight / 120, 1);
  for (let at = 0; at < board.scrollHeight; at += step) {
    board.scrollTop = at;
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  await new Promise((done) => setTimeout(done, 100));
  frames.sort((a, b) => a - b);
  return {longest: frames.at(-1) / 1000, usual: frames[frames.length >> 1] / 1000,
          task: Math.max(0, ...tasks) / 1000};
}"""


def grown(database: Database, agents: int) -> ScheduleInfo:
    """Give the site so many agents, and make a draft in which all of them have their shifts."""
    today = now().astimezone(ZONE).date()
    week = today - timedelta(days=today.weekday())
    with database.writing() as tx:
        site, info = load_site(tx, SITE), published(tx, SITE, week)
        assert info is not None
        shifts = list(load_schedule(tx, info).shifts)
        added = []
        for number in range(agents - len(site.agents)):
            model = site.agents[number % len(site.agents)]
            key = f"X{number:04d}"
            double = replace(model, id=key, name=f"{model.name} {number}", external_agent_id=None)
            AGENT.create(tx, PLANNER, SITE, key, double)
            added += [replace(s, agent_id=key) for s in shifts if s.agent_id == model.id]
        return create_draft(
            tx, PLANNER, SITE, week, [*shifts, *added],
            copied_from=info.number, run=info.run, summary=info.summary,
        )  # fmt: skip


def measure(context: BrowserContext, board: str) -> None:
    """Print the figures."""
    page = context.new_page()
    for _ in range(TIMES):
        page.goto(board)
        page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
        told = page.evaluate(VIEW)
        print(
            f"first view     {told['loaded']:6.2f} s, of which server {told['server']:.2f} s; "
            f"{told['whole'] / 1e6:.2f} MB ({told['sent'] / 1e6:.2f} MB sent), "
            f"{told['cells']} days"
        )
    for _ in range(TIMES):
        told = page.evaluate(SCROLL)
        print(
            f"scrolling      {told['longest']:6.3f} s longest frame, {told['usual']:.3f} s usual; "
            f"longest task {told['task']:.3f} s"
        )
    for _ in range(TIMES):
        clock, processor = seconds_of_day(page, board)
        print(f"a day judged   {clock:6.2f} s after the last key; processor {processor:.2f} s")
    for _ in range(TIMES):
        clock, processor = seconds_of_block(page, board)
        print(f"a block judged {clock:6.2f} s, 3 agents by 2 days; processor {processor:.2f} s")


def seconds_of_day(page: Page, board: str) -> tuple[float, float]:
    """Type hours of a day into the form, and wait for the judgement; the wait for more keys too."""
    page.goto(board)
    page.goto(str(page.locator(".cell.works a").first.get_attribute("href")))
    page.get_by_label("From").first.fill("11:45")
    begun, used = time.perf_counter(), time.process_time()
    page.get_by_label("To").first.fill("16:15")
    page.wait_for_function(JUDGED)
    return time.perf_counter() - begun, time.process_time() - used


def seconds_of_block(page: Page, board: str) -> tuple[float, float]:
    """Copy a block of the board and paste it below."""
    page.goto(board)
    page.locator(".cell a").first.focus()
    keys: list[Any] = ["Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown", "Control+c"]
    for key in (*keys, "Escape", "PageDown", "PageDown", "PageDown", "Home"):
        page.keyboard.press(key)
    begun, used = time.perf_counter(), time.process_time()
    page.keyboard.press("Control+v")
    page.wait_for_function(JUDGED)
    return time.perf_counter() - begun, time.process_time() - used


def main() -> None:
    """Make the centre, or take a copy of one that was made, and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--agents", type=int, default=500)
    parser.add_argument("--centre", type=Path, help="a database of the example centre")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "wfm.db")
        if chosen.centre:
            shutil.copy(chosen.centre, path)
        database = Database(str(path))
        if not chosen.centre:
            upgrade(database)
            make_demo_centre(database, EXAMPLE, lambda _: None)
        info = grown(database, chosen.agents)
        with database.writing() as tx:
            secret = open_session(tx, get_user(tx, PLANNER), 1)
        with serving(str(path)) as base, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            context = browser.new_context(viewport={"width": 1400, "height": 900}, base_url=base)
            cookie: Any = {"name": COOKIE, "value": secret, "url": f"{base}{PAGES}"}
            context.add_cookies([cookie])
            where = f"{PAGES}/sites/{SITE}/weeks/{info.week}/schedules/{info.number}"
            measure(context, where)
            browser.close()
        database.close()


if __name__ == "__main__":
    main()
