"""Names that must exist, and keys that must not exist twice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TypeAlias, TypeVar

from wfm.sites.fields import Row
from wfm.sites.findings import Findings, suggestion
from wfm.sites.spellings import Names
from wfm.words import phrase

R = TypeVar("R", bound=Row)
Rows: TypeAlias = Sequence[tuple[int, R]]


def unique(
    rows: Rows[R], key: Callable[[R], str], field: str, file: str, findings: Findings
) -> Iterator[tuple[int, R]]:
    """Rows whose key was not there before; the others are noted."""
    first: dict[str, int] = {}
    for row, record in rows:
        name = key(record)
        if name in first:
            findings.error(
                phrase("table.row_twice", name=name, row=first[name]),
                phrase("do.keep_one_of_them"), file, row, field,
            )  # fmt: skip
        else:
            first[name] = row
            yield row, record


def check_known(
    names: Iterable[str],
    known: Collection[str],
    what: str,
    file: str,
    row: int,
    field: str,
    findings: Findings,
    *,
    plan: str | None = None,
) -> bool:
    """Whether all names exist; each that does not is noted once, however often it stands.

    `what` is a word of `wfm.words.terms`; `plan` is the work plan in which they are looked for.
    """
    unknown = [name for name in names if name not in known]
    for name in unknown:
        remedy = known.remedy(name) if isinstance(known, Names) else suggestion(name, known)
        told, person = (
            phrase("site.unknown", what=kind, name=name, plan=plan) for kind in (what, "agent")
        )
        same = person if what == "agent or team" else told
        findings.error_once(told, remedy, file, row, field, same)
    return not unknown
