"""The names by which tables name each other's rows, in any case, and people by their names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from wfm.model import Agent
from wfm.sites.cell_text import CellError, compared, spoken, text
from wfm.sites.findings import likely, suggestion
from wfm.sites.tables import Table, blank, keys
from wfm.sites.weekdays import with_weekend_named
from wfm.words import Phrase, phrase

REFERENCES: Mapping[tuple[str, str], str] = {
    ("agents", "work_plan"): "work plan",
    ("activities", "work_plan"): "work plan",
    ("shift_types", "work_plan"): "work plan",
    ("weekday_times", "work_plan"): "work plan",
    ("rotation", "work_plan"): "work plan",
    ("rotation_lines", "work_plan"): "work plan",
    ("rotation_lines", "agents"): "agent",
    ("contracts", "agent_id"): "agent",
    ("contracts", "work_plan"): "work plan",
    ("agents", "team"): "team",
    ("agents", "skills"): "skill",
    ("queues", "skill"): "skill",
    ("queues", "like_queue"): "queue",
    ("queues", "blended_queues"): "queue",
    ("events", "queues"): "queue",
    ("opening_dates", "queues"): "queue",
    ("previous", "queue"): "queue",
    ("time_off", "agent_id"): "agent",
    ("availability", "agent_id"): "agent",
    ("preferences", "agent_id"): "agent",
    ("shift_requests", "agent_id"): "agent",
    ("shift_requests", "shift_type"): "shift type",
    ("previous", "agent_id"): "agent",
    ("meetings", "who"): "agent or team",
    ("group_rules", "who"): "agent or team",
    ("group_rules", "skills"): "skill",
    ("group_rules", "beside"): "agent",
    ("leave_accounts", "agent_id"): "agent",
    ("leave_allowances", "team"): "team",
    ("leave_allowances", "skill"): "skill",
}
"""Table and column → what it names."""
LISTS: Final = frozenset({"skills", "who", "queues", "blended_queues", "beside", "agents"})
"""Columns of several names; `|` is between them, or another mark where it parts known names."""
OTHER_MARKS: Final = re.compile(r"\s*[,;/&+\r\n]\s*")
ALL: Final = frozenset({"all", "all queues", "every queue", "alle", "*"})
"""What people write where a blank cell means every queue."""
MUST_EXIST: Final = frozenset({"agent", "queue", "work plan"})
"""Kinds of names that are wrong wherever nothing has them."""


class Names(frozenset[str]):
    """Names of things of one kind; a table that cannot be read knows every name.

    `meant` finds the one that is meant by another spelling: of another case, with other blanks, or
    an agent's name in place of the id.
    """

    people: Mapping[str, frozenset[str]]
    complete: bool

    def __new__(
        cls,
        names: Iterable[str],
        people: Mapping[str, frozenset[str]] | None = None,
        *,
        complete: bool = True,
    ) -> Names:
        """Gather names; `people` are ids by the compared name of who has them."""
        found = super().__new__(cls, names)
        found.people, found.complete = people or {}, complete
        return found

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or not self.complete

    def __or__(self, other: Iterable[str]) -> Names:  # type: ignore[override]
        return Names(super().__or__(frozenset(other)), self.people, complete=self.complete)

    def meant(self, name: str) -> str:
        """Give the name that is meant; as it stands where none or several may be."""
        if super().__contains__(name):
            return name
        alike = {known for known in self if compared(known) == compared(name)}
        people = (self.people.get(each) for each in _orders(compared(name)))
        found = frozenset(alike) or next(filter(None, people), frozenset())
        return next(iter(found)) if len(found) == 1 else name

    def knows(self, name: str) -> bool:
        """Whether a name, in any spelling, is one of these."""
        return super().__contains__(self.meant(name))

    def remedy(self, name: str) -> Phrase:
        """Say what to write in place of an unknown name."""
        if ids := self.people.get(compared(name)):
            return phrase("do.use_id", ids=tuple(sorted(ids)))
        near = None if likely(name, self) else likely(compared(name), self.people)
        if near and len(self.people[near]) == 1:
            return phrase("do.did_you_mean", name=next(iter(self.people[near])))
        return suggestion(name, self)


def names_of_agents(agents: Iterable[Agent]) -> Names:
    """Give the ids of agents, each found by the name, too."""
    people: dict[str, set[str]] = defaultdict(set)
    ids = set()
    for agent in agents:
        ids.add(agent.id)
        for each in _orders(compared(agent.name)):
            people[each].add(agent.id)
    return Names(ids, {name: frozenset(found) for name, found in people.items()})


def names_of(tables: Mapping[str, Table | None]) -> Mapping[str, Names]:
    """Give the names of each kind, as the tables that define them spell them first."""

    def defined(table: str, column: str) -> Names:
        found = tables[table]
        return Names(keys(found, column), complete=found is not None and column in found.columns)

    agents = tables["agents"]
    people: dict[str, set[str]] = defaultdict(set)
    for _, row in agents.rows if agents else ():
        if (name := _plain(row.get("name"))) and (key := _plain(row.get("agent_id"))):
            for each in _orders(compared(name)):
                people[each].add(key)
    by_name = {name: frozenset(ids) for name, ids in people.items()}
    ids = defined("agents", "agent_id")
    skills = [*_cells(tables["queues"], "skill"), *_cells(agents, "skills")]
    needed = {compared(name) for name in skills if not OTHER_MARKS.search(name)}
    needed.update(map(compared, _cells(tables["queues"], "skill")))
    teams = Names(_first_spellings(_cells(agents, "team")))
    agent_ids = Names(ids, by_name, complete=ids.complete)
    return {
        "agent": agent_ids,
        "team": teams,
        "agent or team": agent_ids | teams,
        "skill": Names(
            _first_spellings(name for name in skills if not _several(name, needed.__contains__))
        ),
        "queue": defined("queues", "queue"),
        "work plan": defined("work_plans", "work_plan"),
        "shift type": Names(_first_spellings(_cells(tables.get("shift_types"), "shift_type"))),
    }


def named_in(name: str, cells: Mapping[str, object]) -> Iterator[tuple[str, str, list[str]]]:
    """Give what a row names that must exist: the column, the kind, and the names."""
    for (table, column), kind in REFERENCES.items():
        if table == name and kind in MUST_EXIST and column in cells:
            yield column, kind, _names(cells[column])


def as_defined(name: str, table: Table | None, names: Mapping[str, Names]) -> Table | None:
    """Give a table with every name of another one's row as that one has it."""
    columns = {column: names[kind] for (of, column), kind in REFERENCES.items() if of == name}
    if table is None or not columns:
        return table
    rows = [
        (number, {c: _meant(cell, columns[c], c) if c in columns else cell
                  for c, cell in row.items()})
        for number, row in table.rows
    ]  # fmt: skip
    return replace(table, rows=rows)


def with_weekends_named(table: Table, weekend: frozenset[int]) -> Table:
    """Give a table with the site's days in place of `weekdays` and `weekend`."""

    def named(column: str, cell: object) -> object:
        of_days = column == "hours" or "weekdays" in column
        return with_weekend_named(cell, weekend) if of_days else cell

    rows = [(number, {c: named(c, cell) for c, cell in row.items()}) for number, row in table.rows]
    return replace(table, rows=rows)


def skills_of(table: Table | None) -> frozenset[str]:
    """All skills that a table names, those of rows with mistakes too."""
    return frozenset([*_cells(table, "skills"), *_cells(table, "skill")])


def _meant(cell: object, known: Names, column: str) -> object:
    if isinstance(cell, list):
        return [_meant(part, known, column) for part in cell]
    if not isinstance(cell, str) or not cell.strip():
        return cell
    parts = cell.split("|")
    if column == "queues" and spoken(cell) in ALL and not known.knows(cell):
        return None
    if column in LISTS:
        parts = [
            each
            for part in parts
            for each in (None if known.knows(part) else _several(part, known.knows)) or [part]
        ]
    return "|".join(_spelled(part, known) for part in parts)


def _several(cell: str, known: Callable[[str], bool]) -> list[str]:
    """Part names by commas or other marks, if each part is known; none else."""
    parts = [name for part in OTHER_MARKS.split(cell) if (name := _plain(part))]
    return parts if len(parts) > 1 and all(known(compared(name)) for name in parts) else []


def _orders(name: str) -> tuple[str, ...]:
    """Give a person's name as it stands, and `Last, First` in the usual order."""
    last, comma, first = name.partition(", ")
    return (name, f"{first} {last}") if comma and "," not in first else (name,)


def _spelled(part: str, known: Names) -> str:
    name = _plain(part)
    return known.meant(name) if name else part


def _plain(cell: object) -> str | None:
    """Give a cell's name; None where it has none, or none that can be read."""
    try:
        return None if blank(cell) else text(cell)
    except CellError:
        return None


def _cells(table: Table | None, column: str) -> list[str]:
    """Names in a column in their order, those that `|` separates one by one."""
    rows = table.rows if table else ()
    return [name for _, row in rows for name in _names(row.get(column))]


def _names(cell: object) -> list[str]:
    parts = cell if isinstance(cell, list) else str("" if blank(cell) else cell).split("|")
    return [name for part in parts if (name := _plain(part))]


def _first_spellings(names: Iterable[str]) -> list[str]:
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(compared(name), name)
    return list(first.values())
