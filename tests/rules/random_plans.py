"""Random work plans with something in every field that a rule declares, and their cells in files.

A new rule's fields are drawn by their kind and bounds; only what no week could obey is kept apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from tests.work_plans import terms
from wfm.model import ActivityCategory, WorkPlan
from wfm.scheduling.rules.breaks import BreakSettings
from wfm.scheduling.rules.consecutive_days import most_days
from wfm.scheduling.rules.laws import LawSettings
from wfm.scheduling.rules.nights_in_a_row import NightSettings
from wfm.scheduling.rules.settings import FieldKind, Setting, Shape
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.scheduling.rules.shortest_working_run import WorkingRunSettings
from wfm.scheduling.rules.split_shifts import SplitShiftSettings
from wfm.scheduling.rules.work_plan import (
    changed,
    contradictions_of,
    fields,
    tables,
    work_plan,
)

LETTERS = st.text("ABCdef XYZ012-ä", min_size=1, max_size=12)
WORDS = LETTERS.map(lambda text: " ".join(text.split())).filter(bool)
"""Words as tables read them: one blank between two."""
TYPE_NAMES = ("Early", "Late", "Night", "Früh 2")


def values_of(each: Setting) -> st.SearchStrategy[Any]:
    """Draw a value of a field within its bounds, as a document has it."""
    if each.kind is FieldKind.TEXT:
        return WORDS
    if each.kind is FieldKind.FLAG:
        return st.booleans()
    if each.choices is not None:
        return st.sampled_from([str(word) for word in each.choices])
    if each.kind is FieldKind.CATEGORY:
        return st.sampled_from(["break", "meal"])
    if each.kind is FieldKind.WEEKDAYS:
        return st.lists(st.integers(0, 6), min_size=1, unique=True).map(sorted)
    assert each.least is not None
    assert each.most is not None, f"{each.name} has no bounds"
    number = st.integers(each.least, each.most)
    if each.shape is Shape.SPAN:
        return st.tuples(number, number).map(sorted)
    if each.shape is Shape.LIST:
        return st.lists(number, min_size=1, max_size=3, unique=True).map(sorted)
    return number


UNTYPED = {"shift_minutes", "earliest_start", "latest_end"}
"""What a work plan without shift types must say."""


@st.composite
def work_plans(draw: st.DrawFn, full: bool = False) -> WorkPlan:
    """Draw a work plan that some week can obey; a `full` one leaves no field to its default."""
    values: dict[str, Any] = {"shift_types": draw(_shift_types(full))}
    needed = set() if values["shift_types"] else UNTYPED
    for each in fields().values():
        always = full or each.required or each.name in needed
        if each.record is None and (always or draw(st.booleans())):
            values[each.name] = draw(values_of(each))
    if "latest_end" in values:
        earliest = values.get("earliest_start", 0)
        values["latest_end"] = draw(st.integers(earliest + 1440, 2880))
    plan = work_plan("Full time", **values)
    shortest = min(terms(plan).shift_minutes + tuple(t.minutes for t in terms(plan).shift_types))
    plan = changed(plan, weekday_times=draw(_weekday_times(plan, full)))
    rotation = draw(_rotation(full))
    lines = draw(_lines(full)) if rotation else []
    plan = changed(plan, rotation=rotation, rotation_lines=lines)
    return _possible(draw, changed(plan, activities=draw(_activities(shortest, full))))


def _possible(draw: st.DrawFn, plan: WorkPlan) -> WorkPlan:
    """Let days and hours be some that the shifts can make up."""
    most = draw(st.integers(1, 7))
    possible = min(most, len(terms(plan).weekdays))
    fewest = draw(st.integers(0, possible))
    paid = [BreakSettings.of(plan).paid_minutes(n) for n in ShiftTimeSettings.of(plan).lengths]
    low = draw(st.integers(0, min(10_080, max(0, *paid) * possible)))
    high = draw(st.integers(max(low, min(paid) * fewest), 10_080))
    plan = changed(plan, days_per_week=[fewest, most], paid_minutes_per_week=[low, high])
    if any(fault.what.code == "fault.no_pause" for _, fault in contradictions_of(plan)):
        law = "uk" if LawSettings.of(plan).law else None  # it asks for no break after a stretch
        plan = changed(plan, maximum_stretch=1440, law=law)
    plan = _with_runs(plan)
    two_fit = any(SplitShiftSettings.of(plan).days(plan))
    return _with_months(plan if two_fit else changed(plan, maximum_split_days=0))


def _with_months(plan: WorkPlan) -> WorkPlan:
    """Let a month ask for no more than its weeks may have, and allow what they must have."""
    for fault in [f for _, f in contradictions_of(plan) if f.what.code.startswith("fault.month_")]:
        span = list(getattr(terms(plan), fault.field))
        unit = 60 if "hours" in fault.what.code else 1
        span[fault.end] = round(unit * float(fault.what.parameters["month"]))  # type: ignore[arg-type]
        plan = changed(plan, **{fault.field: span})
    return plan


def _with_runs(plan: WorkPlan) -> WorkPlan:
    """Let no run be asked for that is longer than days may be worked in a row."""
    longest, nights = most_days(plan), NightSettings.of(plan).nights_in_a_row
    run = min(WorkingRunSettings.of(plan).minimum_consecutive_days, longest)
    block = nights and [min(nights[0], longest), nights[1]]
    return changed(plan, minimum_consecutive_days=run, nights_in_a_row=block)


@st.composite
def _shift_types(draw: st.DrawFn, full: bool) -> list[dict[str, Any]]:
    names = draw(st.lists(st.sampled_from(TYPE_NAMES), min_size=2 * full, unique=True))
    others = [each for each in tables()["shift_types"] if each.kind is not FieldKind.TEXT]
    rows = []
    for place, name in enumerate(names):
        row: dict[str, Any] = {"name": name}
        for each in others:
            if each.kind is FieldKind.NAMES:
                some = st.lists(st.sampled_from(names), min_size=int(full), unique=True)
                row[each.name] = sorted(draw(some))
            elif each.required or full or draw(st.booleans()):
                row[each.name] = draw(values_of(each))
        row["start"] = place * 60 + row["start"] % 60
        rows.append(row)
    return rows


@st.composite
def _weekday_times(draw: st.DrawFn, plan: WorkPlan, full: bool) -> list[dict[str, Any]]:
    """Narrow some days to one of the plan's lengths, at any of its times."""
    rows = []
    for _ in range(draw(st.integers(int(full), 3))):
        days = st.lists(st.integers(0, 6), min_size=1, unique=True).map(sorted)
        row: dict[str, Any] = {"weekdays": draw(days)}
        if full or draw(st.booleans()):
            row["shift_minutes"] = [draw(st.sampled_from(ShiftTimeSettings.of(plan).lengths))]
            row["earliest_start"], row["latest_end"] = 0, draw(st.integers(2879, 2880))
        rows.append(row)
    return rows


@st.composite
def _rotation(draw: st.DrawFn, full: bool) -> list[dict[str, Any]]:
    """Let week 1 be free, so that some shift is to be had."""
    days, parts = st.sampled_from([[0, 1, 2], [5, 6]]), ["day", "early", "late", "night", "off"]
    some = st.lists(st.sampled_from(parts), min_size=1, unique=True).map(sorted)
    row = st.fixed_dictionaries({"week": st.integers(2, 8), "days": days, "shifts": some})
    rows: list[dict[str, Any]] = draw(st.lists(row, min_size=int(full), max_size=3))
    return rows


@st.composite
def _lines(draw: st.DrawFn, full: bool) -> list[dict[str, Any]]:
    row = st.fixed_dictionaries(
        {
            "line": st.just(1),
            "agents": st.just(["A1"]),
            "first_week": st.sampled_from(["2026-03-02"] if full else [None, "2026-03-02"]),
        }
    )
    rows: list[dict[str, Any]] = draw(st.lists(row, min_size=int(full), max_size=1))
    return rows


@st.composite
def _activities(draw: st.DrawFn, shortest: int, full: bool) -> list[dict[str, Any]]:
    rows = []
    for _ in range(draw(st.integers(int(full), 3))):
        row = {
            each.name: draw(values_of(each))
            for each in tables()["activities"]
            if each.required or full or draw(st.booleans())
        }
        row["minutes"] = draw(st.integers(1, max(1, shortest // 3)))  # three leave some work
        row["earliest"] = draw(st.integers(0, shortest - row["minutes"]))
        row["latest"] = draw(st.integers(row["earliest"], 2880))
        rows.append(row)
    return rows


def cells_of(each: Setting, value: Any) -> Mapping[str, Any]:
    """Write a value of a document as the cells of its columns, as people write it."""
    if value is None or value == []:
        return {}
    ends = value if each.shape is Shape.SPAN else [value]
    return {name: _cell(each, end) for name, end in zip(each.columns, ends, strict=True)}


def _cell(each: Setting, value: Any) -> Any:
    if each.shape is Shape.LIST:
        return "|".join(str(minutes / 60) for minutes in value)
    if each.kind is FieldKind.HOURS:
        return value / 60
    if each.kind is FieldKind.CLOCK:
        return f"{value // 60:02d}:{value % 60:02d}"
    if each.kind is FieldKind.WEEKDAYS:
        return ",".join(("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day] for day in value)
    if each.kind is FieldKind.NAMES:
        return "|".join(value)
    if each.kind is FieldKind.FLAG:
        return "yes" if value else "no"
    return str(value) if isinstance(value, ActivityCategory) else value
