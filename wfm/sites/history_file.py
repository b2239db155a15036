"""A history from a file in any of the shapes that contact platforms export, or from a site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wfm.errors import InputProblem
from wfm.sites.events_csv import read_events
from wfm.sites.findings import Findings

if TYPE_CHECKING:
    import pandas as pd

    from forecasts import NewQueue, PlannedEvent
    from forecasts.days import Hours
    from wfm.sites import SiteInput


@dataclass(frozen=True, slots=True)
class HistoryInput:
    """What there is to forecast from; only a site knows hours, events and so on."""

    history: pd.DataFrame
    time_zone: str
    country: str | None
    hours: Mapping[str, Hours] | None
    interval_minutes: int | None
    events: tuple[PlannedEvent, ...]
    new_queues: tuple[NewQueue, ...] = ()
    warnings: tuple[InputProblem, ...] = ()
    """What the reading had to say."""


def read_input(
    path: Path,
    time_zone: str | None,
    country: str | None,
    interval: int | None,
    *,
    zeros: bool,
    events: Path | None = None,
) -> HistoryInput:
    """Read a history file, or the history of a site folder or workbook.

    With `zeros` intervals without a row count as no contacts. The events of a table come on top of
    a site's.

    Raises
    ------
    InputError
        With all that is wrong.
    """
    from wfm.sites.plain_history import is_site

    if is_site(path):
        from wfm.sites import read_site

        site = read_site(path, states=False)
        found = _of_site(site, country, interval)
    else:
        noted = Findings()
        history = read_history_file(path, time_zone, interval or 30, zeros=zeros, findings=noted)
        found = HistoryInput(
            history, time_zone or "UTC", country, None, interval, (),
            warnings=tuple(noted.warnings),
        )  # fmt: skip
    if events is None:
        return found
    queues = set(found.history["queue"]) if "queue" in found.history else set()
    more = read_events(events, found.time_zone, queues)
    return replace(found, events=(*found.events, *more))


def _of_site(found: SiteInput, country: str | None, interval: int | None) -> HistoryInput:
    from wfm.sites.forecast_inputs import new_queues, planned

    site = found.site
    return HistoryInput(
        found.history,
        site.time_zone,
        country or site.country,
        {queue.name: queue.hours.windows for queue in site.queues},
        interval or site.interval_minutes,
        planned(site.events),
        new_queues(site.queues),
        tuple(found.warnings),
    )


def read_history_file(
    path: Path,
    time_zone: str | None,
    minutes: int,
    *,
    zeros: bool,
    findings: Findings | None = None,
) -> pd.DataFrame:
    """Read intervals, or a list with one row per contact, which is counted in `minutes`.

    `findings` gathers what there is to say of the file.

    Raises
    ------
    InputError
        With all that is wrong.
    """
    from wfm.sites.plain_history import read_plain_history

    findings = findings or Findings()
    rows = read_plain_history(path, time_zone, minutes, findings, zeros=zeros)
    findings.raise_errors()
    assert rows is not None  # noqa: S101 - every way to None is an error found
    return rows
