"""What a rule can be told: the fields of its settings, each declared once, in the rule's file.

Site tables, the template, the API's bodies and stored documents are derived from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, partial
from types import NoneType
from typing import Any, ClassVar, Self, get_args, get_origin, get_type_hints

from wfm.model import WorkPlan
from wfm.model.read_only import read_only
from wfm.words import Phrase, phrase

NOTHING = partial(read_only, {})
"""Makes the default of a mapping."""


class FieldKind(StrEnum):
    """What a field holds. All times are kept in minutes; files write them as people do."""

    NUMBER = "number"
    MINUTES = "minutes"
    HOURS = "hours"
    """Minutes that files write as hours: 8.5."""
    CLOCK = "clock"
    """Minutes after midnight that files write as 07:00; 02:00 of the next day is 26:00."""
    DATE = "date"
    WEEKDAYS = "weekdays"
    FLAG = "flag"
    TEXT = "text"
    NAMES = "names"
    CATEGORY = "category"
    CHOICE = "choice"
    """One of the words of an enumeration."""
    TABLE = "table"
    """Records, which have a table of their own in files."""


class Shape(StrEnum):
    """How many values a field holds."""

    ONE = "one"
    SPAN = "span"
    """Least and most: two columns in files."""
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Setting:
    """One field: its name and kind, its bounds (in its own unit, minutes) and what is said of it.

    `columns` are its names in site tables: one, or one for each end of a span. A blank end of a
    span is its bound. `record` is what a table holds. With `table`, the field is a mapping from the
    names of that table's records, and stands there as one more column.
    """

    name: str
    kind: FieldKind
    shape: Shape
    note: str
    columns: tuple[str, ...]
    examples: tuple[object, ...]
    least: int | None
    most: int | None
    required: bool
    optional: bool
    """Whether None switches it off."""
    default: Any
    record: type | None
    table: str | None
    choices: type[StrEnum] | None = None
    """What a choice is one of."""
    needs: tuple[str, ...] = ()
    """Fields of which one must be given, or it means nothing."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a work plan: the field (and which end of a span), and what to change.

    With `table`, it is a field of that table's record at place `record`.
    """

    field: str
    what: Phrase
    remedy: Phrase
    end: int = 0
    table: str | None = None
    record: int = 0


@dataclass(frozen=True, slots=True)
class _Told:
    kind: FieldKind
    note: str
    least: int | None
    most: int | None
    columns: tuple[str, ...]
    examples: tuple[object, ...]
    table: str | None
    needs: tuple[str, ...]


def setting(
    note: str,
    kind: FieldKind = FieldKind.NUMBER,
    *,
    default: Any = MISSING,
    default_factory: Any = MISSING,
    least: int | None = None,
    most: int | None = None,
    column: str | tuple[str, str] = (),  # type: ignore[assignment]  # the field's own name
    example: object = None,
    table: str | None = None,
    needs: str | tuple[str, ...] = (),
) -> Any:
    """Declare a field of a rule's settings, or of a record in them.

    `table` names another rule's table of records, of which it is one more column; `needs` the field
    without which it means nothing; where there are several, one of them is enough.
    """
    columns = (column,) if isinstance(column, str) else column
    needs = (needs,) if isinstance(needs, str) else needs
    examples = example if isinstance(example, tuple) else (example,) * max(1, len(columns))
    told = _Told(kind, note, least, most, columns, examples, table, needs)
    if default_factory is not MISSING:
        return field(default_factory=default_factory, metadata={"told": told})
    return field(default=default, metadata={"told": told})


class RuleSettings:
    """Base of a rule's settings: a frozen, slotted dataclass of fields made by `setting`."""

    __slots__ = ()
    rule: ClassVar[str]
    """Name of the rule, in the scheduler's words."""

    @classmethod
    def of(cls, plan: WorkPlan) -> Self:
        """Find the rule's settings in a work plan; its defaults where the plan has none."""
        found = plan.rules.get(cls.rule)
        return found if isinstance(found, cls) else cls()

    def grid_minutes(self) -> Iterator[int]:
        """Lengths and times in minutes that must begin and end on the borders of intervals."""
        yield from ()

    def faults(self) -> Iterator[Fault]:
        """Find what is wrong with these settings, whatever the others are."""
        yield from ()

    def strangers(self, plan: WorkPlan) -> Iterator[Fault]:  # noqa: ARG002
        """Find names that the work plan has nowhere else."""
        yield from ()

    def contradictions(self, plan: WorkPlan) -> Iterator[Fault]:  # noqa: ARG002
        """Find what no week can obey beside the other settings of the work plan."""
        yield from ()


def nearest(name: str, known: Sequence[str]) -> Phrase:
    """Say which known name is likely meant, or all of them."""
    by_case = {each.casefold(): each for each in known}
    close = get_close_matches(name.casefold(), by_case, n=1)
    if close:
        return phrase("do.did_you_mean", name=by_case[close[0]])
    return phrase("do.use_one_of", names=tuple(known))


def faults_in(settings: RuleSettings) -> Iterator[Fault]:
    """Find what is wrong with a rule's settings by themselves, spans in disorder too."""
    for told in settings_of(type(settings)):
        span = getattr(settings, told.name) if told.shape is Shape.SPAN else None
        if span is not None and span[0] > span[1]:
            yield Fault(told.name, phrase("fault.minimum_above"), phrase("do.exchange"), 1)
    yield from settings.faults()


def settings_of(kind: type) -> tuple[Setting, ...]:
    """List the fields of a rule's settings, or of a record in them."""
    return _declared(kind)


@cache
def _declared(kind: type) -> tuple[Setting, ...]:
    hints = get_type_hints(kind)
    return tuple(_setting(entry, hints[entry.name]) for entry in fields(kind))


def _setting(entry: Field[Any], hint: Any) -> Setting:
    told: _Told = entry.metadata["told"]
    if told.table is not None:
        hint = get_args(hint)[1]
    optional = NoneType in get_args(hint)
    if optional:
        hint = next(part for part in get_args(hint) if part is not NoneType)
    parts, shape = get_args(hint), Shape.ONE
    if parts == (int, int):
        shape = Shape.SPAN
    elif get_origin(hint) is tuple:
        shape = Shape.LIST
    return Setting(
        name=entry.name,
        kind=told.kind,
        shape=shape,
        note=told.note,
        columns=told.columns or (entry.name,),
        examples=told.examples,
        least=told.least,
        most=told.most,
        required=entry.default is MISSING and entry.default_factory is MISSING,
        optional=optional or told.table is not None,
        default=None if entry.default is MISSING else entry.default,
        record=parts[0] if told.kind is FieldKind.TABLE else None,
        table=told.table,
        choices=hint if told.kind is FieldKind.CHOICE else None,
        needs=told.needs,
    )
