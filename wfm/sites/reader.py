"""A site from a folder or a workbook: every table read, every error at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from wfm.errors import InputError, InputProblem
from wfm.model import Site
from wfm.scheduling.rules.work_plan import tables as work_plan_tables
from wfm.sites.cell_text import short
from wfm.sites.cells import CellError, choice
from wfm.sites.concerned import concerned_by
from wfm.sites.contracts import TableRows, contracts_of, one_by_one, work_plans_of
from wfm.sites.demand import events_of, opening_dates_of, queues_of
from wfm.sites.fields import FirstInDate, Row
from wfm.sites.findings import Findings, likely
from wfm.sites.folder import Folder
from wfm.sites.group_rules import group_rules_of
from wfm.sites.history import empty_history, read_history
from wfm.sites.leave import leave_accounts_of, leave_allowances_of, leave_types_of
from wfm.sites.leave_rows import LeaveAccountRow, LeaveAllowanceRow, LeaveTypeRow
from wfm.sites.local_time import span_reader
from wfm.sites.opening import times_alone
from wfm.sites.people import (
    agents_of,
    availability_of,
    check_skills,
    meetings_of,
    preferences_of,
    shift_requests_of,
    time_off_of,
)
from wfm.sites.places import check_zone, tell_zones, weekend_of
from wfm.sites.references import check_known, unique
from wfm.sites.rows import (
    TABLES,
    AgentRow,
    AvailabilityRow,
    ContractRow,
    EventRow,
    GroupRuleRow,
    MeetingRow,
    OpeningDateRow,
    PreferenceRow,
    QueueRow,
    ShiftRequestRow,
    ShiftRow,
    SiteRow,
    StateMapRow,
    TimeOffRow,
)
from wfm.sites.satisfaction import read_satisfaction
from wfm.sites.schedule_csv import shifts_of
from wfm.sites.schema import known_columns
from wfm.sites.spellings import (
    Names,
    as_defined,
    named_in,
    names_of,
    skills_of,
    with_weekends_named,
)
from wfm.sites.states import read_states
from wfm.sites.tables import (
    LongTable,
    Source,
    Table,
    blank,
    keys,
    records,
    tell_strangers,
    with_known_names,
)
from wfm.sites.teams import tell_misspelt_teams
from wfm.sites.workbook import Workbook
from wfm.words import phrase

if TYPE_CHECKING:
    import pandas as pd

R = TypeVar("R", bound=Row)

REQUIRED = ("site", "queues", "work_plans", "agents")


@dataclass(frozen=True, slots=True)
class SiteInput:
    """A site as it was read, with its time series.

    `history` has the columns of `wfm.sites.history.COLUMNS`, `states` those of
    `wfm.sites.states.COLUMNS`, `satisfaction` those of `wfm.sites.satisfaction.COLUMNS`; `hashes`
    is the SHA-256 of each file that was read.
    """

    site: Site
    history: pd.DataFrame
    states: pd.DataFrame | None
    warnings: tuple[InputProblem, ...]
    hashes: Mapping[str, str]
    satisfaction: pd.DataFrame | None = None


def read_site(
    path: Path,
    *,
    history: bool = True,
    states: bool = True,
    satisfaction: bool = False,
    needs_history: bool = True,
) -> SiteInput:
    """Read a site from a folder of tables or from one .xlsx workbook.

    Without `history`, `states` or `satisfaction` these long tables are left unread (and empty); a
    site that does not need its history may lack it.

    Raises
    ------
    InputError
        With everything that is wrong, each with file, row, field and remedy.
    """
    findings = Findings()
    source = _source(Path(path), findings)
    if source is None:
        raise InputError(findings.errors)
    for name in (*REQUIRED, "history") if history and needs_history else REQUIRED:
        if not source.has(name):
            findings.error(
                phrase("table.missing"), phrase("do.add_file", file=name), source.label(name)
            )
    site, queues, day_first = _site(source, findings)

    def long(name: str) -> LongTable | None:
        series = source.series(name)
        return replace(series, day_first=day_first) if series else None

    series = long("history") if history else None
    past = read_history(series, site, findings, queues) if series else empty_history()
    recorded = None
    if states and (series := long("states")):
        ids = {agent.external_agent_id or agent.id for agent in site.agents}
        recorded = read_states(series, ids, site.state_map, findings, site.time_zone)
    scores = None
    if satisfaction and (series := long("satisfaction")):
        scores = read_satisfaction(
            series, {queue.name for queue in site.queues}, findings, site.time_zone
        )
    findings.raise_errors()
    hashes = MappingProxyType(dict(source.hashes))
    return SiteInput(site, past, recorded, tuple(findings.warnings), hashes, scores)


def _source(path: Path, findings: Findings) -> Source | None:
    known = (*TABLES, "history", "states", "satisfaction")
    try:
        if path.is_dir():
            return Folder(path, known, findings)
        if path.suffix.lower() in {".xlsx", ".xlsm"} and path.is_file():
            return Workbook(path, known, findings)
        what = phrase("site.neither") if path.exists() else phrase("site.not_found")
    except (OSError, ValueError) as error:
        what = phrase("site.not_opened", reason=str(error))
    findings.error(what, phrase("do.give_site"), str(path))
    return None


def _site(source: Source, findings: Findings) -> tuple[Site, Names, bool | None]:
    """Read all short tables.

    Also give the names of queues, those of rows with mistakes too, and whether the day comes first
    in dates like 06/04/2026, None where that is not declared.
    """
    tables = {
        name: with_known_names(table, known_columns(name)) if table else None
        for name in TABLES
        for table in [source.table(name)]
    }
    known = names_of(tables)
    concerned = concerned_by({name: as_defined(name, tables[name], known) for name in tables})

    day_first: bool | None = None
    weekend: frozenset[int] | None = None

    def rows(name: str, model: type[R]) -> tuple[list[tuple[int, R]], str]:
        table = as_defined(name, tables[name], known)
        if table is not None and weekend is not None:
            table = with_weekends_named(table, weekend)
        file = source.label(name)

        def names_too(row: int, cells: Mapping[str, object]) -> None:
            for column, kind, named in named_in(name, cells):
                check_known(named, known[kind], kind, file, row, column, findings)

        return records(table, model, findings, day_first, names_too, concerned), file

    ids, names, plans = known["agent"], known["queue"], known["work plan"]
    invited = known["agent or team"]

    settings, file = rows("site", SiteRow)
    if len(settings) > 1:
        findings.error(phrase("site.several"), phrase("do.keep_one_row"), file, settings[1][0])
    own = settings[0][1] if settings else SiteRow(name="site", time_zone="UTC")
    day_first = _day_first(tables["site"])
    weekend = own.weekend or weekend_of(own.country)
    for row, record in settings[:1]:
        check_zone(record.time_zone, record.country, file, row, findings)
    span = span_reader(own.time_zone, findings)
    queues = queues_of(*rows("queues", QueueRow), names, findings)
    _tell_every_day(tables["queues"], findings)
    of_plans = {
        name: TableRows(*rows(name, TABLES[name])) for name in ("work_plans", *work_plan_tables())
    }
    lines = of_plans["rotation_lines"]
    for row, line in lines.rows:
        named = getattr(line, "agents")  # noqa: B009 - columns are known at run time only
        check_known(named, ids, "agent", lines.file, row, "agents", findings)
    own_rows = of_plans.pop("work_plans")
    in_part = {
        plan
        for name, told in of_plans.items()
        if (table := tables[name]) and len(told.rows) < len(table.rows)
        for plan in keys(table, "work_plan")
    }
    if plans_table := tables["work_plans"]:
        tell_strangers(plans_table, tuple(work_plan_tables()), findings, concerned)
    work_plans = work_plans_of(own_rows, plans, of_plans, findings, in_part)
    skills, in_rules, of_queues = (
        skills_of(as_defined(name, tables[name], known))
        for name in ("agents", "group_rules", "queues")
    )
    # a rule's skill that nobody has is refused there, with the one that is meant
    meant = {skill if skill in skills else likely(skill, skills) for skill in in_rules}
    needed = Names({skill for skill in meant if skill} | of_queues, complete=names.complete)
    people, agents_file = rows("agents", AgentRow)
    people, in_turn = one_by_one(people)
    agents = agents_of(people, agents_file, plans, needed, findings)
    check_skills(queues, skills, source.label("queues"), findings)
    tell_misspelt_teams(agents, source.label("agents"), findings)
    tell_zones(agents, own.time_zone, source.label("agents"), findings)
    contracts = (
        *contracts_of(in_turn, agents_file, agents, ids, plans, findings),
        *contracts_of(*rows("contracts", ContractRow), agents, ids, plans, findings),
    )
    leave_types = leave_types_of(*rows("leave_types", LeaveTypeRow), findings)
    site = Site(
        **own.model_dump(exclude={"weekend", "date_order"}),
        weekend=weekend,
        queues=queues,
        work_plans=work_plans,
        agents=agents,
        contracts=contracts,
        time_off=time_off_of(*rows("time_off", TimeOffRow), agents, ids, span, findings),
        availability=availability_of(*rows("availability", AvailabilityRow), ids, findings),
        preferences=preferences_of(*rows("preferences", PreferenceRow), ids, findings),
        shift_requests=shift_requests_of(
            *rows("shift_requests", ShiftRequestRow), agents, contracts, ids, work_plans, findings
        ),
        meetings=meetings_of(*rows("meetings", MeetingRow), agents, invited, span, findings),
        group_rules=group_rules_of(
            *rows("group_rules", GroupRuleRow), agents, ids, invited, skills, findings
        ),
        events=events_of(*rows("events", EventRow), names, span, findings),
        opening_dates=opening_dates_of(*rows("opening_dates", OpeningDateRow), names, findings),
        leave_types=leave_types,
        leave_accounts=leave_accounts_of(
            *rows("leave_accounts", LeaveAccountRow), ids, leave_types, findings
        ),
        leave_allowances=leave_allowances_of(
            *rows("leave_allowances", LeaveAllowanceRow), known["team"], known["skill"], findings
        ),
        previous=shifts_of(*rows("previous", ShiftRow), ids, own.time_zone, findings)
        if settings
        else (),  # without its zone every date would seem wrong
        state_map=_state_map(*rows("state_map", StateMapRow), findings),
    )
    return site, names, day_first


def _day_first(table: Table | None) -> bool | None:
    """Give what the site declares, even beside mistakes, lest each date be told for them.

    A word that is not understood is a mistake of its own, beside which any order will do.
    """
    for _, row in table.rows if table else ():
        if not blank(cell := row.get("date_order")):
            try:
                return choice(FirstInDate)(cell) is FirstInDate.DAY
            except CellError:
                return True
    return None


def _tell_every_day(table: Table | None, findings: Findings) -> None:
    for row, cells in table.rows if table else ():
        if not blank(hours := cells.get("hours")) and times_alone(hours):
            what = phrase("site.hours_every_day", hours=short(hours))
            findings.warn(
                what, phrase("do.write_hours"), table.file if table else None, row, "hours"
            )


def _state_map(
    rows: list[tuple[int, StateMapRow]], file: str, findings: Findings
) -> Mapping[str, str]:
    def code(record: StateMapRow) -> str:
        return (
            f"{record.state_code}/{record.reason_code}" if record.reason_code else record.state_code
        )

    kept = unique(rows, code, "state_code", file, findings)
    return MappingProxyType({code(record): str(record.category) for _, record in kept})
