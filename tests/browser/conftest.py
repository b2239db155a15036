"""A real browser, and the example centre at work behind a real server."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import axe_core_python
import pytest
import time_machine
import uvicorn
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from api.access import COOKIE, PAGES
from api.app import create_app
from tests.tools import needs
from tests.waiting import PATIENCE, wait_for
from wfm.service.demo_centre import ZONE, DemoCentre, make_demo_centre
from wfm.settings import Settings
from wfm.store.database import Database
from wfm.store.sessions import open_session
from wfm.store.users import get_user

EXAMPLE = Path(__file__).parents[2] / "examples" / "site"
AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
MOMENT = datetime(2026, 6, 17, 10, 20, tzinfo=ZONE)
"""A Wednesday morning with people at work: no journey may depend on when the tests run."""
PHONE, NARROW, DESK = (390, 844), (320, 640), (1400, 900)
FINDINGS = """
axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
  .then(found => found.violations.map(v => [v.id, ...v.nodes.map(n => n.html)].join(' ')))
"""


@pytest.fixture(scope="session")
def demo_centre(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, DemoCentre]:
    """Make the centre once, for all processes that test; tests work on copies."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    path, known = shared / "demo.db", shared / "demo.pickle"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not known.exists():
            shutil.copy(migrated_file, path)
            database = Database(str(path))
            with time_machine.travel(MOMENT):
                centre = make_demo_centre(database, EXAMPLE, lambda _: None)
            database.close()
            known.write_bytes(pickle.dumps(centre))
    made: DemoCentre = pickle.loads(known.read_bytes())  # noqa: S301 - our own
    return path, made


@dataclass
class Served:
    """A service that answers, and what people's browsers complain about."""

    browser: Browser
    database: Database
    base: str
    centre: DemoCentre
    complaints: list[str] = field(default_factory=list)

    def open(
        self, who: str | None, size: tuple[int, int] = DESK, language: str = "en", **more: Any
    ) -> Page:
        """Open a browser of somebody's, signed in."""
        viewport = {"width": size[0], "height": size[1]}
        context = self.browser.new_context(
            viewport=viewport, locale=language, base_url=self.base, **more
        )
        context.clock.set_fixed_time(MOMENT)
        context.set_default_timeout(1000 * PATIENCE)
        if who is not None:
            self.sign_in(context, who)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def sign_in(self, context: BrowserContext, who: str) -> None:
        """Give a browser a session."""
        with self.database.writing() as tx:
            secret = open_session(tx, get_user(tx, who), 1)
        cookie: Any = {"name": COOKIE, "value": secret, "url": f"{self.base}{PAGES}"}
        context.add_cookies([cookie])

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.text} {message.location}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = needs("chromium")
    expect.set_options(timeout=1000 * PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def served(
    chromium: Browser, demo_centre: tuple[Path, DemoCentre], tmp_path: Path
) -> Iterator[Served]:
    """A copy of the centre of one's own; nothing may be said on the browser's console."""
    source, centre = demo_centre
    path = tmp_path / "wfm.db"
    shutil.copy(source, path)
    with time_machine.travel(MOMENT), serving(str(path)) as base:
        database = Database(str(path))
        served = Served(chromium, database, base, centre)
        yield served
        for context in chromium.contexts:
            context.close()
        database.close()
    assert not served.complaints


def free_port() -> int:
    """Find a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(db: str, **settings: Any) -> Iterator[str]:
    """Serve a database to this machine."""
    port = free_port()
    app = create_app(Settings(db=db, secret="s" * 40, **settings))
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_for(lambda: server.started)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def findings_of_axe(page: Page) -> list[str]:
    """List what the accessibility checker finds on a page as it is now."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(FINDINGS)
    return found


def press(page: Page, button: str) -> None:
    """Press a button and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def overflows(page: Page) -> bool:
    """Whether the page is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
