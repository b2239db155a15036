"""A site from a folder or a workbook: every table read, every error at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from wfm.errors import InputError, Problem
from wfm.model import Site
from wfm.sites.contracts import work_plans_of
from wfm.sites.demand import events_of, queues_of
from wfm.sites.findings import Findings
from wfm.sites.folder import Folder
from wfm.sites.history import empty_history, read_history
from wfm.sites.local_time import span_reader
from wfm.sites.people import (
    agents_of,
    availability_of,
    check_skills,
    meetings_of,
    preferences_of,
    time_off_of,
)
from wfm.sites.references import unique
from wfm.sites.rows import (
    TABLES,
    ActivityRow,
    AgentRow,
    AvailabilityRow,
    EventRow,
    MeetingRow,
    PreferenceRow,
    QueueRow,
    Row,
    ShiftRow,
    SiteRow,
    StateMapRow,
    TimeOffRow,
    WorkPlanRow,
)
from wfm.sites.schedule_csv import shifts_of
from wfm.sites.states import read_states
from wfm.sites.tables import Source, records
from wfm.sites.workbook import Workbook

if TYPE_CHECKING:
    import pandas as pd

R = TypeVar("R", bound=Row)

REQUIRED = ("site", "queues", "work_plans", "agents")


@dataclass(frozen=True, slots=True)
class SiteInput:
    """A site as it was read, with its time series.

    `history` has the columns of `wfm.sites.history.COLUMNS`, `states` those of
    `wfm.sites.states.COLUMNS`; `hashes` is the SHA-256 of each file that was read.
    """

    site: Site
    history: pd.DataFrame
    states: pd.DataFrame | None
    warnings: tuple[Problem, ...]
    hashes: Mapping[str, str]


def read_site(path: Path, *, history: bool = True, states: bool = True) -> SiteInput:
    """Read a site from a folder of tables or from one .xlsx workbook.

    Without `history` or `states` these long tables are left unread (and empty).

    Raises
    ------
    InputError
        With everything that is wrong, each with file, row, field and remedy.
    """
    findings = Findings()
    source = _source(Path(path), findings)
    if source is None:
        raise InputError(findings.errors)
    for name in (*REQUIRED, "history") if history else REQUIRED:
        if not source.has(name):
            findings.error("this table is missing", f"add {name}", source.label(name))
    site = _site(source, findings)
    past = empty_history()
    if history and (series := source.series("history")):
        past = read_history(series, site.queues, site.interval_minutes, site.time_zone, findings)
    recorded = None
    if states and (series := source.series("states")):
        ids = {agent.external_agent_id or agent.id for agent in site.agents}
        recorded = read_states(series, ids, site.state_map, findings)
    findings.raise_errors()
    hashes = MappingProxyType(dict(source.hashes))
    return SiteInput(site, past, recorded, tuple(findings.warnings), hashes)


def _source(path: Path, findings: Findings) -> Source | None:
    known = (*TABLES, "history", "states")
    try:
        if path.is_dir():
            return Folder(path, known, findings)
        if path.suffix.lower() in {".xlsx", ".xlsm"} and path.is_file():
            return Workbook(path, known, findings)
        what = "this is neither a folder nor an .xlsx workbook" if path.exists() else "not found"
    except (OSError, ValueError) as error:
        what = f"cannot be opened ({error})"
    findings.error(what, "give the folder or the workbook of a site", str(path))
    return None


def _site(source: Source, findings: Findings) -> Site:
    def rows(name: str, model: type[R]) -> list[tuple[int, R]]:
        return records(source.table(name), model, findings)

    settings = rows("site", SiteRow)
    if len(settings) > 1:
        findings.error("there is more than one site", "keep one row", source.label("site"), 3)
    own = settings[0][1] if settings else SiteRow(name="site", time_zone="UTC")
    _check_settings(own, source.label("site"), findings)
    span = span_reader(own.time_zone, findings)
    queues = queues_of(rows("queues", QueueRow), source.label("queues"), findings)
    plans = work_plans_of(
        rows("work_plans", WorkPlanRow),
        rows("activities", ActivityRow),
        source.label("work_plans"),
        source.label("activities"),
        findings,
    )
    agents = agents_of(rows("agents", AgentRow), plans, queues, source.label("agents"), findings)
    check_skills(queues, agents, source.label("queues"), findings)
    people = {agent.id: agent for agent in agents}
    return Site(
        name=own.name,
        time_zone=own.time_zone,
        country=own.country,
        week_start=own.week_start,
        interval_minutes=own.interval_minutes,
        shrinkage=own.shrinkage,
        currency=own.currency,
        queues=queues,
        work_plans=plans,
        agents=agents,
        time_off=time_off_of(
            rows("time_off", TimeOffRow), people, span, source.label("time_off"), findings
        ),
        availability=availability_of(
            rows("availability", AvailabilityRow), people, source.label("availability"), findings
        ),
        preferences=preferences_of(
            rows("preferences", PreferenceRow), people, source.label("preferences"), findings
        ),
        meetings=meetings_of(
            rows("meetings", MeetingRow), people, span, source.label("meetings"), findings
        ),
        events=events_of(rows("events", EventRow), queues, span, source.label("events"), findings),
        previous=shifts_of(
            rows("previous", ShiftRow), people, own.time_zone, source.label("previous"), findings
        ),
        state_map=_state_map(rows("state_map", StateMapRow), source.label("state_map"), findings),
    )


def _check_settings(site: SiteRow, file: str, findings: Findings) -> None:
    if site.interval_minutes not in {15, 30, 60}:
        findings.error(
            f"{site.interval_minutes} is no planning interval", "use 15, 30 or 60", file,
            field="interval_minutes",
        )  # fmt: skip


def _state_map(
    rows: list[tuple[int, StateMapRow]], file: str, findings: Findings
) -> Mapping[str, str]:
    def code(record: StateMapRow) -> str:
        return (
            f"{record.state_code}/{record.reason_code}" if record.reason_code else record.state_code
        )

    kept = unique(rows, code, "state_code", file, findings)
    return MappingProxyType({code(record): str(record.category) for _, record in kept})
