"""A report's figures as frames, one row a thing, with what each figure was made with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Final

import pandas as pd

from wfm.adherence.bridge import ORDER
from wfm.adherence.figures import Figures, Stamp
from wfm.adherence.report import Report
from wfm.adherence.tally import NAMES
from wfm.words import english

FIGURES: Final = ("adherence", "adherence_reason", "conformance", "conformance_reason")
MADE_WITH: Final = tuple(field.name for field in fields(Stamp))


def shift_table(report: Report) -> pd.DataFrame:
    """Every agent's shift, and every date on which somebody worked without one."""
    people = {agent.id: agent for agent in report.site.agents}
    rows = []
    for row in report.measured.rows:
        agent = people.get(row.agent_id)
        key = {
            "agent_id": row.agent_id,
            "agent_name": agent.name if agent else "",
            "team": agent.team if agent else "",
            "date": row.date,
            "shift_id": row.shift_id or "",
        }
        rows.append(key | figure_row(row.figures))
    return _framed(rows, ("agent_id", "agent_name", "team", "date", "shift_id"))


def agent_table(report: Report) -> pd.DataFrame:
    """Give the week of every agent who had a shift or worked."""
    people = {agent.id: agent for agent in report.site.agents}
    rows = []
    for name, found in report.by_agent().items():
        if not found.tally.any_time:
            continue
        agent = people.get(name)
        who = {"agent_name": agent.name if agent else "", "team": agent.team if agent else ""}
        rows.append({"agent_id": name} | who | figure_row(found))
    return _framed(rows, ("agent_id", "agent_name", "team"))


def group_table(groups: Mapping[str, Figures] | Mapping[date, Figures], name: str) -> pd.DataFrame:
    """Figures of teams or days."""
    return _framed([{name: key} | figure_row(found) for key, found in groups.items()], (name,))


def bridge_table(report: Report) -> pd.DataFrame:
    """Give the variance bridge of every queue, as shares; parts in their order."""
    rows = [
        {
            "queue": found.queue,
            "contacts": found.contacts,
            "required": found.required,
            **dict(zip(ORDER, found.parts, strict=True)),
            "predicted": found.predicted,
            "unexplained": found.unexplained,
            "recorded": found.recorded,
        }
        for found in report.bridges
    ]
    columns = ("queue", "contacts", "required", *ORDER, "predicted", "unexplained", "recorded")
    return pd.DataFrame(rows, columns=list(columns))


ACTION_COLUMNS: Final = (
    *("rank", "queue", "dates", "begin", "end", "cause", "action"),
    *("heads_missing", "lost", "contacts_saved", "value_saved"),
)


def action_table(report: Report) -> pd.DataFrame:
    """Give what to do first, the best thing first; begin and end are local clock times."""
    rows = [
        (
            *(rank, one.queue, " ".join(map(str, one.dates)), _clock(one.begin), _clock(one.end)),
            *(one.cause, english(one.what), one.heads, one.lost, one.saved, one.value),
        )
        for rank, one in enumerate(report.actions, start=1)
    ]
    return pd.DataFrame(rows, columns=list(ACTION_COLUMNS))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def site_table(report: Report) -> pd.DataFrame:
    """Give the site's key figures, one a row."""
    return pd.DataFrame(
        [{"figure": name, "value": value} for name, value in asdict(report.site_kpis).items()]
    )


def unplaced_table(report: Report) -> pd.DataFrame:
    """Count what the feed said that the site cannot place."""
    found = report.measured.unplaced
    kinds = {
        "unmapped state": found.unmapped_codes,
        "unknown agent": found.unknown_agents,
        "agent outside employment": found.inactive_agents,
    }
    rows = [(kind, name, n) for kind, names in kinds.items() for name, n in names.items()]
    return pd.DataFrame(rows, columns=["kind", "name", "events"])


def figure_row(found: Figures) -> dict[str, object]:
    """One set of figures as columns: shares, reasons, seconds and the stamp."""
    stamp = found.adherence.stamp
    return {
        "adherence": found.adherence.value,
        "adherence_reason": found.adherence.reason,
        "conformance": found.conformance.value,
        "conformance_reason": found.conformance.reason,
        **{name: getattr(found.tally, name) for name in NAMES},
        **{name: getattr(stamp, name) for name in MADE_WITH},
    }


def _framed(rows: Iterable[dict[str, object]], keys: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=[*keys, *FIGURES, *NAMES, *MADE_WITH])
