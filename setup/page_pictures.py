"""Pictures of the service's pages, from its demo on a Wednesday morning, with people at work."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, sync_playwright

MOMENT = datetime(2026, 6, 17, 10, 20, tzinfo=ZoneInfo("Europe/Berlin"))
PORT = 8797
SERVE = f"""
import time_machine
with time_machine.travel({MOMENT.timestamp()}, tick=False):
    from wfm.cli import cli
    cli(["serve", "--demo", "--no-jobs", "--port", "{PORT}"])
"""
WEEK = "/app/sites/harbour/weeks/2026-06-15"


class Shot(NamedTuple):
    """A page as somebody sees it."""

    role: str
    path: str
    width: int
    height: int


SHOTS: Mapping[str, Shot] = {
    "board-week.png": Shot("scheduler", f"{WEEK}/schedules/2", 1280, 900),
    "board-day.png": Shot("scheduler", f"{WEEK}/schedules/2?day=2026-06-17", 1280, 900),
    "agent-today.png": Shot("agent", "/app/today", 390, 780),
    "live-day.png": Shot("supervisor", "/app/sites/harbour/live", 1280, 720),
    "key-figures.png": Shot("manager", "/app/sites/harbour/kpis", 1280, 760),
    "data-import.png": Shot("admin", "/app/sites/harbour/imports", 1280, 560),
}


def take(folder: Path) -> None:
    """Write all pictures into a folder."""
    with _demo() as links, sync_playwright() as playwright:
        _await_service()
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for role, link in links.items():
            _of_role(browser, link, {n: s for n, s in SHOTS.items() if s.role == role}, folder)
        browser.close()


@contextmanager
def _demo() -> Iterator[Mapping[str, str]]:
    """Serve the demo; gives role → link that signs in."""
    words = [sys.executable, "-c", SERVE]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        links = {}
        for line in process.stdout or ():
            if found := re.match(r"\s+(\w+)\s+(http\S+)$", line):
                links[found[1]] = found[2]
            if "Ctrl-C" in line:
                break
        try:
            yield links
        finally:
            process.send_signal(signal.SIGTERM)


def _await_service() -> None:
    while True:
        try:
            socket.create_connection(("127.0.0.1", PORT)).close()
            return
        except OSError:
            time.sleep(0.2)


def _of_role(browser: Browser, link: str, shots: Mapping[str, Shot], folder: Path) -> None:
    context = browser.new_context(locale="en-GB")
    context.clock.set_fixed_time(MOMENT)
    page = context.new_page()
    page.goto(link)
    for name, shot in shots.items():
        page.set_viewport_size({"width": shot.width, "height": shot.height})
        page.goto(link.partition("/app/")[0] + shot.path)
        page.screenshot(path=folder / name)
    context.close()
