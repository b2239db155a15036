"""Flat tables to filter and pivot: shifts, agents, warnings, definitions, meta."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from wfm.model.plan import Message, Plan
from wfm.scheduling.evaluation.costs import bearers
from wfm.words import document
from wfm.workbook.definitions import definitions
from wfm.workbook.seal import SEAL
from wfm.workbook.sheet_writer import Sheet, Value, hours
from wfm.workbook.styles import CENTRED, DATE, DURATION, MOMENT, PLAIN, TWO, WRAPPED, Look, number

SHIFT_COLUMNS = (
    *("agent_id", "agent_name", "team", "shift_id", "shift_date", "activity_code", "category"),
    *("start", "end", "utc_offset", "duration", "paid", "queue", "locked"),
)
AGENT_COLUMNS = ("Agent id", "Name", "Team", "Work plan", "Skills", "From", "Until", "Hourly cost")
SHIFTS_SHA256 = "SHA-256 of the shifts"
"""Row of the sheet Meta that tells from which schedule an edited workbook was made."""
WHEN = Look(number_format=MOMENT)


def write_shifts(book: Workbook, plan: Plan) -> Sheet:
    """Write a row per activity, with the columns of schedule.csv in local time."""
    widths = (9, 20, 14, 16, 11, 13, 12, 16, 16, 10, 9, 6, 14, 8)
    sheet = Sheet(book, "Shifts", widths, freeze="C2", repeat="1:1", portrait=True)
    looks = [PLAIN] * len(SHIFT_COLUMNS)
    looks[4] = Look(number_format=DATE)
    looks[7] = looks[8] = WHEN
    looks[9] = looks[11] = looks[13] = CENTRED
    looks[10] = number(DURATION)
    sheet.table(SHIFT_COLUMNS, looks, _activities(plan), filtered=True)
    return sheet


def _activities(plan: Plan) -> Iterator[Sequence[Value]]:
    agents = {agent.id: agent for agent in plan.site.agents}
    zone = ZoneInfo(plan.site.time_zone)
    for shift in plan.schedule.shifts:
        agent = agents[shift.agent_id]
        for activity in shift.activities:
            start, end = activity.start.astimezone(zone), activity.end.astimezone(zone)
            yield (
                *(agent.id, agent.name, agent.team, shift.id, shift.date),
                *(activity.code, activity.category.value, _wall(start), _wall(end)),
                *(f"UTC{start:%z}", hours(activity.minutes / 60)),
                *("yes" if activity.paid else "no", activity.queue),
                "yes" if shift.locked else "no",
            )


def _wall(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def write_agents(book: Workbook, plan: Plan) -> Sheet:
    """Write who was planned, under which work plan and with which skills."""
    sheet = Sheet(book, "Agents", (14, 24, 18, 18, 44, 12, 12, 12), freeze="C2", repeat="1:1",
                  portrait=True)  # fmt: skip
    day = Look(number_format=DATE)
    looks = (PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, day, day, number(TWO))
    rows = (
        (
            *(agent.id, agent.name, agent.team),
            " / ".join(plan.site.work_plans_of(agent, plan.days)),
            " | ".join(sorted(agent.skills)),
            *(agent.start_date, agent.end_date, agent.hourly_cost),
        )
        for agent in plan.site.agents
    )
    sheet.table(AGENT_COLUMNS, looks, rows, filtered=True)
    return sheet


def write_warnings(book: Workbook, plan: Plan) -> Sheet:
    """Write what the stages had to say; none is said in words."""
    sheet = Sheet(book, "Warnings", (12, 16, 130, 32, 32), freeze="A2", repeat="1:1", printed=3)
    rows = [(m.severity.value, m.stage, *_for_programs(m)) for m in plan.messages]
    none = [("info", "plan", "Nothing to report.", "", "")]
    looks = (PLAIN, PLAIN, WRAPPED, PLAIN, PLAIN)
    columns = ("Severity", "Stage", "Message", "Code", "Parameters")
    sheet.table(columns, looks, rows or none, filtered=True)
    return sheet


def _for_programs(message: Message) -> tuple[str, str, str]:
    said = document(message.phrase)
    return said["text"], said["code"], json.dumps(said["params"], ensure_ascii=False)


def write_definitions(book: Workbook, plan: Plan) -> Sheet:
    """Write what each figure means."""
    sheet = Sheet(book, "Definitions", (28, 130), freeze="A2", repeat="1:1")
    sheet.table(("Word", "Meaning"), (PLAIN, WRAPPED), definitions(plan.site).items())
    return sheet


def write_meta(book: Workbook, plan: Plan, sheets: Iterable[Sheet] = ()) -> None:
    """Write where the figures come from, and what the other sheets held when they were written."""
    seals = [(f"{SEAL}{one.sheet.title}", one.seal.digest) for one in sheets]
    sheet = Sheet(book, "Meta", (34, 90), freeze="A2", repeat="1:1", portrait=True)
    sheet.table(("What", "Value"), (PLAIN, WRAPPED), [*_meta(plan), *seals])


def _meta(plan: Plan) -> Iterator[tuple[str, Value]]:
    solve = plan.solve
    yield "Plan id", plan.id
    yield "Site", plan.site.name
    yield "Week from", plan.week.isoformat()
    yield "Schedule version", str(plan.schedule.version)
    yield SHIFTS_SHA256, plan.schedule.fingerprint
    yield "Time zone", plan.site.time_zone
    yield "Made at (UTC)", f"{plan.created:%Y-%m-%d %H:%M:%S}"
    yield "Solver status", solve.status
    yield "Seed", str(solve.seed)
    yield "Objective (price of what is not met)", _exact(solve.objective)
    yield "Proven lower bound", _exact(solve.bound)
    yield "Gap", "not proven" if solve.gap is None else f"{solve.gap:.2%}"
    yield "Solver seconds", f"{solve.seconds:.1f}"
    for rule, cost in solve.rule_costs.items():
        borne = bearers(solve.agent_costs, rule, plan.site.agent_names)
        yield f"Price of rule: {rule}", f"{_exact(cost)} ({borne})" if borne else _exact(cost)
    yield from ((f"Parameter: {name}", str(value)) for name, value in plan.parameters.items())
    yield from ((f"Version: {name}", version) for name, version in plan.versions.items())
    yield from ((f"SHA-256 of {name}", digest) for name, digest in plan.hashes.items())


def _exact(value: float | None) -> str:
    return "none" if value is None else f"{value:,.2f}"
