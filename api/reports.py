"""Reports of planned against actual, as far as someone may see them, as JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request

from api.access import Access
from api.schemas.adherence import FiguresView, MadeWith, Seconds

if TYPE_CHECKING:
    import pandas as pd

    from wfm.adherence.figures import Figures
    from wfm.adherence.report import Report
    from wfm.service.adherence_reports import Reports, StoredReport


async def _reports(request: Request) -> Any:
    """Give the process's reports, made when first asked for: pandas takes its time to load."""
    from wfm.service.adherence_reports import Reports

    state = request.app.state
    if not hasattr(state, "reports"):
        state.reports = Reports(state.database)
    return state.reports


Measured = Annotated[Any, Depends(_reports)]
"""`wfm.service.adherence_reports.Reports`; its type is not loaded with the service."""


def within_reach(reports: Reports, access: Access, site: str, week: date) -> StoredReport:
    """Give a week's report; to a supervisor that of the own teams."""
    from wfm.planning.files.compare_week import about
    from wfm.service.adherence_reports import StoredReport

    access.check_site(site)
    found = reports.of(site, week)
    if access.teams is None:
        return found
    own = found.report.of_teams(access.teams)
    no_states = any(message.phrase.code == "adherence.no_states" for message in found.messages)
    return StoredReport(own, tuple(about(own, no_states)))


def made_with(report: Report) -> MadeWith:
    """Say what the figures of a report were made with."""
    return MadeWith(**asdict(report.measured.stamp))


def figures(found: Figures) -> dict[str, Any]:
    """Give the fields of `FiguresView`."""
    return {
        "adherence": found.adherence.value,
        "adherence_reason": found.adherence.reason,
        "conformance": found.conformance.value,
        "conformance_reason": found.conformance.reason,
        "seconds": Seconds(**asdict(found.tally)),
    }


def figures_view(found: Figures) -> FiguresView:
    """Show one set of figures."""
    return FiguresView(**figures(found))


def page_of(rows: Sequence[Any], after: int, limit: int) -> tuple[Sequence[Any], str | None]:
    """Cut a page out of rows; the second is `after` of the following page."""
    page = rows[after : after + limit]
    return page, str(after + limit) if after + limit < len(rows) else None


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table; what is undefined is null."""
    return [_plain(row) for row in frame.to_dict("records")]


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if value is None or value != value:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.isoformat() if isinstance(value, date | datetime) else value
