"""Tables that `wfm adherence` writes: planned against actual, by interval, queue and agent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from wfm.adherence.bridge import ORDER
from wfm.adherence.kpis import KPI_COLUMNS
from wfm.adherence.tally import NAMES
from wfm.figures import explained
from wfm.sites.table_schema import ColumnKind, TableColumn, TableSchema

WORDS: Final[Mapping[str, tuple[ColumnKind, str, str]]] = MappingProxyType(
    {
        "interval_start": (ColumnKind.INSTANT, "instant", "When the interval begins"),
        "interval_minutes": (ColumnKind.WHOLE, "minutes", "Its length"),
        "queue": (ColumnKind.NAME, "name", "Queue of the site"),
        "date": (ColumnKind.NAME, "date", "Local date; blank: the whole week"),
        "dates": (ColumnKind.NAME, "dates", "Local dates, parted by blanks"),
        "begin": (ColumnKind.NAME, "clock", "Local time at which the hours begin"),
        "end": (ColumnKind.NAME, "clock", "Local time at which they end"),
        "cause": (ColumnKind.NAME, "name", "The part of the bridge that costs most"),
        "action": (ColumnKind.WORDS, "words", "What to do"),
        "remedy": (ColumnKind.WORDS, "words", "What costs least for each head that it brings"),
        "service_level_convention": (ColumnKind.NAME, "name", "How abandoned contacts are counted"),
        "agent_id": (ColumnKind.NAME, "name", "The agent"),
        "agent_name": (ColumnKind.NAME, "name", "The agent's name"),
        "team": (ColumnKind.NAME, "name", "The agent's team"),
        "shift_id": (ColumnKind.NAME, "name", "The shift; blank where somebody worked without one"),
        "adherence_reason": (ColumnKind.WORDS, "words", "Why there is no adherence"),
        "conformance_reason": (ColumnKind.WORDS, "words", "Why there is no conformance"),
        "method": (ColumnKind.NAME, "name", "Formula of adherence"),
        "count_unscheduled_work": (
            ColumnKind.FLAG,
            "flag",
            "Whether work outside shifts counts as out",
        ),
        "mapping_version": (ColumnKind.NAME, "name", "Version of the state map and the impacts"),
        "complete_until": (ColumnKind.WORDS, "instant", "Until when data are complete"),
        "impact": (ColumnKind.NAME, "name", "How the deviation is graded"),
        "start": (ColumnKind.INSTANT, "instant", "When the deviation begins"),
        "kind": (ColumnKind.NAME, "name", "What the site cannot place"),
        "name": (ColumnKind.NAME, "name", "Its code or id"),
        "events": (ColumnKind.WHOLE, "count", "Events that name it"),
        "figure": (ColumnKind.NAME, "name", "The key figure"),
        "value": (ColumnKind.SIGNED, "by figure", "Its value; blank where undefined"),
    }
)
"""Columns that hold no figure: kind, unit and what stands in them."""

_WHOLE: Final = frozenset((*NAMES, "seconds", "tolerance_seconds", "schedule_version", "rank"))
_MEASURED: Final = (
    *("adherence", "adherence_reason", "conformance", "conformance_reason", *NAMES),
    *("method", "tolerance_seconds", "count_unscheduled_work", "schedule_version"),
    *("mapping_version", "complete_until"),
)
_AGENT: Final = ("agent_id", "agent_name", "team")
_SERVICE: Final = ("service_level", "asa", "abandonment", "occupancy")


def _table(
    name: str,
    columns: Iterable[str],
    *,
    key: tuple[str, str] | None = None,
    apart: Mapping[str, tuple[ColumnKind, str, str]] = MappingProxyType({}),
) -> TableSchema:
    made = tuple(TableColumn(each, *(apart.get(each) or _told(each, name))) for each in columns)
    return TableSchema(f"{name}.csv", made, "wfm adherence", filled=(), key=key)


def _told(column: str, table: str) -> tuple[ColumnKind, str, str]:
    if column in WORDS:
        return WORDS[column]
    figure = explained(column, table)
    return (
        ColumnKind.WHOLE if column in _WHOLE else ColumnKind.SIGNED,
        str(figure.unit),
        figure.words,
    )


AGENTS: Final = _table("agents", (*_AGENT, *_MEASURED))
SHIFTS: Final = _table("shifts", (*_AGENT, "date", "shift_id", *_MEASURED))
TEAMS: Final = _table("teams", ("team", *_MEASURED))
DAYS: Final = _table("days", ("date", *_MEASURED))
INTERVALS: Final = _table(
    "intervals",
    (
        *("interval_start", "queue", "interval_minutes", "required_net", "required", "scheduled"),
        *("actual", "absent", "unknown", "rerouted", "forecast", "forecast_aht", "offered"),
        *("handled", "abandoned", "answered_within_threshold", "abandoned_within_threshold"),
        *("talk_seconds", "hold_seconds", "acw_seconds", "wait_seconds_answered", "backlog_end"),
        *("handle_seconds", "aht", "scheduled_under", "scheduled_over", "actual_under"),
        *("actual_over", *(f"{name}_planned" for name in _SERVICE)),
        *(f"{name}_predicted" for name in _SERVICE),
        *_SERVICE,
    ),
    key=("queue", "interval_start"),
)
EXCEPTIONS: Final = _table(
    "exceptions",
    ("agent_id", "start", "end", "seconds", "scheduled", "actual", "impact"),
    apart={
        "end": (ColumnKind.INSTANT, "instant", "When the deviation ends"),
        "scheduled": (ColumnKind.NAME, "name", "Category that was scheduled"),
        "actual": (ColumnKind.NAME, "name", "Category that was recorded"),
    },
)
BRIDGE: Final = _table(
    "bridge",
    ("queue", "contacts", "required", *ORDER, "predicted", "unexplained", "recorded"),
)
KPIS: Final = _table("kpis", KPI_COLUMNS)
TOTALS: Final = _table(
    "totals",
    [name for name in KPI_COLUMNS if name != "queue" and not name.endswith("_goal")],
)
SITE: Final = _table("site", ("figure", "value"))
ACTIONS: Final = _table(
    "actions",
    (
        *("rank", "queue", "dates", "begin", "end", "cause", "action"),
        *("heads_missing", "lost", "contacts_saved", "value_saved"),
    ),
)
ACT_FIRST: Final = _table(
    "act_first",
    (
        *("rank", "interval_start", "queue", "lost", "value_lost", "heads_missing"),
        *("saved_by_one_head", "remedy", "remedy_heads", "remedy_cost", "cost_per_value"),
    ),
)
UNPLACED: Final = _table("unplaced", ("kind", "name", "events"))

COMPARISON: Final = (
    *(AGENTS, SHIFTS, TEAMS, DAYS, INTERVALS, EXCEPTIONS, BRIDGE, KPIS, TOTALS, SITE),
    *(ACTIONS, ACT_FIRST, UNPLACED),
)
"""All of them."""
