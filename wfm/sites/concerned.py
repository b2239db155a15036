"""Whom a column of a site's tables concerns: agents by their own rows, or by their work plans'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from wfm.sites.tables import Table, blank, name_in

Concerned = Callable[[Table, str], tuple[str, ...]]
"""Ids of the agents whom a column of a table says something of."""


def concerned_by(tables: Mapping[str, Table | None]) -> Concerned:
    """Tell for all tables of a site; those of agents and contracts say who has which work plan."""
    having = defaultdict[str | None, list[str]](list)
    for table in (tables["agents"], tables["contracts"]):
        for _, cells in table.rows if table else ():
            plan, agent = _names(cells)
            having[plan] += [agent] if agent else []

    def of_rows(rows: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for cells in rows:
            plan, own = _names(cells)
            found |= dict.fromkeys([own] if own else having.get(plan, ()))
        return tuple(found)

    def of(table: Table, column: str) -> tuple[str, ...]:
        plans = [{"work_plan": plan} for key, plan, _ in table.strangers if key == column]
        return of_rows(
            [*(cells for _, cells in table.rows if not blank(cells.get(column))), *plans]
        )

    return of


def _names(cells: Mapping[str, object]) -> tuple[str | None, str | None]:
    """Read the work plan and the agent of a row, where it has them."""
    plan, agent = (cells.get(column) for column in ("work_plan", "agent_id"))
    return name_in(plan), name_in(agent)
