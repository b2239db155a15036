"""changes.csv: what a repair changed, one row per agent and day."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from wfm.model import Shift, Site
from wfm.model.absent_parts import hours_of
from wfm.model.changes import Change
from wfm.sites.formulas import all_as_text

CHANGES = "changes.csv"
COLUMNS = (
    "agent_id", "agent_name", "team", "date",
    "start_before", "end_before", "start_after", "end_after",
)  # fmt: skip


def write_changes(path: Path, changes: Iterable[Change], site: Site) -> None:
    """Write changes: local times with offset, empty where the day is off."""
    people = {agent.id: agent for agent in site.agents}
    zone = ZoneInfo(site.time_zone)

    def span(shift: Shift | None) -> tuple[str, str]:
        hours = None if shift is None else hours_of(shift)
        if hours is None:
            return "", ""
        start, end = (at.astimezone(zone).isoformat() for at in hours)
        return start, end

    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for change in changes:
            agent = people[change.agent_id]
            spans = (*span(change.before), *span(change.after))
            who = all_as_text((agent.id, agent.name, agent.team))
            writer.writerow((*who, change.date, *spans))
