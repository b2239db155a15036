"""The report's table of simulated service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from wfm.charts.figure_cells import cell, headings
from wfm.figures.key_figures import OF_SERVICE
from wfm.model.plan import Plan

NAMES = ("goal_chance", *(figure.name for figure in OF_SERVICE))
HEAD = (
    "<section><h2>Simulated figures per queue and day</h2><p>Weeks played contact by contact, busy "
    "as the forecast allows; ± is half the width of the 95 % interval.</p>"
    "<div class=scroll><table><thead><tr><th>Queue<th>Day<th>Contacts"
)


def simulated_section(plan: Plan) -> str:
    """Give the table, empty where nothing was simulated."""
    if plan.simulated is None or plan.simulated_days is None:
        return ""
    rows = "".join((*_rows(plan, None), *_rows(plan, "date")))
    return f"{HEAD}{headings(NAMES)}</tr></thead><tbody>{rows}</tbody></table></div></section>"


def _rows(plan: Plan, day: str | None) -> Iterator[str]:
    frame = plan.simulated if day is None else plan.simulated_days
    assert frame is not None  # noqa: S101 - simulated_section has looked
    for row in frame.to_dict("records"):
        when = "week" if day is None else f"{row[day]:%a} {row[day].day}"
        cells = (escape(str(row["queue"])), when, f"{row['offered']:,.0f}", *_figures(row))
        kind = " class=week" if day is None else ""
        yield f"<tr{kind}>" + "".join(f"<td>{text}</td>" for text in cells) + "</tr>"


def _figures(row: Mapping[Any, Any]) -> Iterator[str]:
    """Write each figure with its margin."""
    for name in NAMES:
        value, margin = cell(name, row[name]), cell(name, row[f"{name}_margin"])
        yield value if row[name] is None or row[name] != row[name] else f"{value} ± {margin}"
