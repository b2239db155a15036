"""Tables kept as TOML: the site's settings and its work plans."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from wfm.scheduling.rules.work_plan import tables
from wfm.sites.findings import Findings
from wfm.sites.tables import Table
from wfm.words import phrase

TOML_TABLES = {"site": "site", "work_plans": "work_plans", **dict.fromkeys(tables(), "work_plans")}
"""Table → the toml file that holds it."""

HEADER = re.compile(r"\s*\[\[?(.*?)\]")
KEY = re.compile(r"\s*([\w-]+)\s*=")


class Document:
    """A toml file, and on which line each of its keys stands."""

    def __init__(self, file: str, text: str, findings: Findings) -> None:
        self.file, self.findings = file, findings
        self.content: Mapping[str, object] = {}
        try:
            self.content = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            match = re.search(r"at line (\d+)", str(error))
            row = int(match[1]) if match else None
            findings.error(
                phrase("table.no_toml", reason=str(error)), phrase("do.mend_line"), file, row
            )
        self.sections = sections(text)

    def table(self, name: str) -> Table | None:
        """Give one table; None where the file does not hold it."""
        if not self.content:
            return None
        if name == "site":
            return self._gathered([("", 0, self.content)])
        if name != "work_plans":
            return self._gathered(self._records(name))
        plans = self._gathered(self._plans())
        return replace(plans, strangers=self._strangers()) if plans else None

    def _plans(self) -> list[tuple[str, int, dict[str, object]]]:
        found: list[tuple[str, int, dict[str, object]]] = []
        for name, plan in self.content.items():
            if isinstance(plan, dict):
                rules = {key: cell for key, cell in plan.items() if not _records(cell, key)}
                found.append((name, 0, {"work_plan": name, **rules}))
            else:
                self.findings.error(
                    phrase("table.outside_plan"), phrase("do.begin_plan", header="[name]"),
                    self.file, self._line("", 0).get(name, 1), name,
                )  # fmt: skip
        return found

    def _strangers(self) -> list[tuple[str, str, int]]:
        """Give the lists of records that no rule knows."""
        return [
            (key, name, self._line(f"{name}.{key}", 0).get("", 1))
            for name, plan in self.content.items()
            if isinstance(plan, dict)
            for key, cell in plan.items()
            if _records(cell, key) and key not in tables()
        ]

    def _records(self, table: str) -> list[tuple[str, int, dict[str, object]]]:
        found: list[tuple[str, int, dict[str, object]]] = []
        for name, plan in self.content.items():
            records = plan.get(table, []) if isinstance(plan, dict) else []
            if isinstance(records, list) and all(isinstance(each, dict) for each in records):
                section = f"{name}.{table}"
                found += [(section, n, {"work_plan": name, **r}) for n, r in enumerate(records)]
            else:
                self.findings.error(
                    phrase("table.no_list", table=table),
                    phrase("do.begin_each", header=f"[[{name}.{table}]]"),
                    self.file, self._line(name, 0).get(table, 1), table,
                )  # fmt: skip
        return found

    def _gathered(self, records: Sequence[tuple[str, int, Mapping[str, object]]]) -> Table | None:
        rows, lines = [], {}
        for section, n, record in records:
            known = self._line(section, n)
            row = known.get("", 1)
            rows.append((row, record))
            lines.update({(row, key): line for key, line in known.items()})
        columns = list(dict.fromkeys(key for _, record in rows for key in record))
        return Table(self.file, columns, rows, lines) if rows else None

    def _line(self, section: str, n: int) -> dict[str, int]:
        found = self.sections.get(section, [])
        return found[n] if n < len(found) else {}


def _records(cell: object, key: str) -> bool:
    """Whether a key of a work plan holds records, or should."""
    listed = isinstance(cell, list) and any(isinstance(each, dict) for each in cell)
    return key in tables() or listed or isinstance(cell, dict)


def sections(text: str) -> dict[str, list[dict[str, int]]]:
    """Lines of each key per section and its repetitions; the header's own under the empty key."""
    found: dict[str, list[dict[str, int]]] = defaultdict(list)
    current: dict[str, int] = {"": 1}
    found[""].append(current)
    for number, line in enumerate(text.splitlines(), 1):
        if header := HEADER.match(line):
            current = {"": number}
            found[re.sub(r"[\s\"']", "", header[1])].append(current)
        elif key := KEY.match(line):
            current.setdefault(key[1], number)
    return found
