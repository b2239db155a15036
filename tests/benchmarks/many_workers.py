"""A site of a thousand queues forecast, and 20 sites planned at once, by one worker and by four.

On a PostgreSQL server of its own; one queue's forecast and one site's plan fail, as they should.
Told are the seconds, how often as fast four are, whether anything was lost or differs, and in which
order the sites' plans ended, where one site asks for several:

python -m tests.benchmarks.many_workers [--queues 1000] [--sites 20] [--workers 4]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from tests.benchmarks.forecasting_scale import START, centre
from tests.centre import centre as small_centre
from tests.databases import administrator, running_postgresql
from tests.planning.tiny_site import write_tiny_site
from tests.service.stored_site import GENERATE
from wfm.model import Channel, OpeningHours, Queue, ServiceGoal, Site
from wfm.sites import read_site
from wfm.sites.history import COLUMNS
from wfm.store.database import Database
from wfm.store.imports import RecordedTables, import_site
from wfm.store.plans import PlanKind, plan_of_run
from wfm.store.runs import FINAL, Run, create_run, get_run, living
from wfm.store.schema import upgrade

WEEKS = 5
"""Of history: a site keeps fewer than a million rows."""
BROKEN = "queue 0007"
"""A queue whose history cannot be forecast."""
GREEDY = "site 01"
"""Asks for four plans before anybody else asks."""
WITHOUT = "site 03"
"""Has no history of the week before: its plan fails."""


def large_site(queues: int) -> tuple[Site, str]:
    """Give a site and its history as CSV text."""
    history = centre(queues, WEEKS)
    history = history[(history["queue"] != BROKEN) | history["queue"].duplicated().eq(False)]
    frame = history.assign(interval_minutes=30, channel="voice", handled=history["offered"])
    frame["talk_seconds"] = 180.0 * frame["handled"]
    names = [name for name in COLUMNS if name in frame]
    open_ = OpeningHours(tuple(((480, 1200),) for _ in range(7)))
    site = replace(
        small_centre(),
        interval_minutes=30,
        queues=tuple(
            Queue(name, Channel.VOICE, "sales", open_, ServiceGoal(0.8, 20))
            for name in frame["queue"].unique()
        ),
    )
    return site, frame[names].to_csv(index=False)


def put(database: Database, key: str, site: Site, history: str) -> None:
    with database.writing() as tx:
        import_site(tx, "bench", key, site, key.encode(), RecordedTables(history))


def ask(database: Database, site: str, kind: str, **parameters: object) -> Run:
    with database.writing() as tx:
        return create_run(tx, "bench", site, kind, parameters)


@contextmanager
def working(url: str, count: int) -> Iterator[None]:
    """Run so many workers, and wait until they are there."""
    environment = {**os.environ, "WFM_DB": url, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "wfm", "work", "--runs", "1"]
    with ExitStack() as stack:
        for _ in range(count):
            process = stack.enter_context(subprocess.Popen(command, env=environment))
            stack.callback(process.terminate)
        database = Database(url)
        stack.callback(database.close)
        while _alive(database) < count:
            time.sleep(0.2)
        yield


def _alive(database: Database) -> int:
    with database.reading() as tx:
        return len(living(tx))


def ended(database: Database, runs: Sequence[Run]) -> list[Run]:
    """Wait for runs, and check that progress only grows."""
    progress = dict.fromkeys((run.id for run in runs), 0.0)
    while True:
        with database.reading() as tx:
            now = [get_run(tx, run.site, run.id) for run in runs]
        for run in now:
            if run.progress < progress[run.id]:
                raise RuntimeError(f"the progress of {run.site} went back")
            progress[run.id] = run.progress
        if all(run.status in FINAL for run in now):
            return now
        time.sleep(0.2)


def forecast_large(url: str, workers: int, queues: int) -> tuple[float, str]:
    """Forecast the large site; gives seconds and what tells the result apart from another."""
    database = Database(url)
    with working(url, workers):
        begun = time.perf_counter()
        [run] = ended(database, [ask(database, "large", "forecast", week=str(START))])
        seconds = time.perf_counter() - begun
    if run.status != "done":
        raise RuntimeError(run.messages)
    with database.reading() as tx:
        text = plan_of_run(tx, "large", START, PlanKind.FORECAST, run.id)[1]
    database.close()
    found = {line.split(",")[2] for line in text.splitlines()[1:]}
    failed = [one["text"] for one in run.messages if one["severity"] == "error"]
    print(f"{workers} worker(s): {seconds:6.0f} s, {run.status}, {len(found)} of {queues} queues, "
          f"{len(failed)} told of: {failed[:1]}", flush=True)  # fmt: skip
    return seconds, hashlib.sha256(text.encode()).hexdigest()


def plan_all(url: str, workers: int, sites: Sequence[str]) -> float:
    """Plan all sites at once; gives seconds."""
    database, week = Database(url), {**GENERATE, "rounds": 0}
    asked = [ask(database, GREEDY, "schedule", **week) for _ in range(3)]
    asked += [ask(database, site, "schedule", **week) for site in sites]
    with working(url, workers):
        begun = time.perf_counter()
        runs = ended(database, asked)
        seconds = time.perf_counter() - begun
    database.close()
    counts = pd.Series([run.status for run in runs]).value_counts().to_dict()
    order = [run.site for run in sorted(runs, key=lambda run: str(run.started_at))]
    first = [order.index(site) for site in sites]
    print(f"{workers} worker(s): {seconds:6.0f} s for {len(runs)} plans, {counts}; each site's "
          f"first is among the first {max(first) + 1} of {len(runs)}", flush=True)  # fmt: skip
    return seconds


def main() -> None:
    """Measure both, with one worker and with several."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queues", type=int, default=1000)
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--workers", type=int, default=4)
    asked = parser.parse_args()
    with running_postgresql() as server, TemporaryDirectory() as folder:
        with administrator(server) as connection:
            connection.execute("CREATE DATABASE bench")
        url = server.format(database="bench")
        database = Database(url)
        upgrade(database)
        if asked.queues:
            put(database, "large", *large_site(asked.queues))
            one, same = forecast_large(url, 1, asked.queues)
            more, other = forecast_large(url, asked.workers, asked.queues)
            words = "the same" if same == other else "ANOTHER"
            print(f"{asked.workers} workers are {one / more:.2f} times as fast; {words} forecast")
        if asked.sites:
            tiny = read_site(write_tiny_site(Path(folder) / "tiny"))
            text = (Path(folder) / "tiny" / "history.csv").read_text()
            sites = [f"site {number:02}" for number in range(1, asked.sites + 1)]
            for key in sites:
                rows = text if key != WITHOUT else "\n".join(text.splitlines()[:3]) + "\n"
                put(database, key, replace(tiny.site, name=key), rows)
            one = plan_all(url, 1, sites)
            more = plan_all(url, asked.workers, sites)
            print(f"{asked.workers} workers are {one / more:.2f} times as fast")
        database.close()


if __name__ == "__main__":
    main()
