"""Reference: every rule with its fields and an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from setup.reference.laws import laws
from setup.reference.markdown import block, code, joined, said, table, words
from setup.reference.rule_examples import as_toml, example_of
from wfm.scheduling.rules import RULES, Coverage, MinimumHeads, Rule
from wfm.scheduling.rules.groups import RULES_BETWEEN_PEOPLE
from wfm.scheduling.rules.laws import LawSettings
from wfm.scheduling.rules.settings import FieldKind, Setting, Shape, settings_of

FACTS: Final[Mapping[str, str]] = {
    "Employment": "agents",
    "Time off": "time_off",
    "Availability": "availability",
    "Opening hours": "queues",
    "Meetings and training": "meetings",
    "Wishes": "preferences",
    "Shift requests": "shift_requests",
}
"""Rule that judges by facts → the table of a site that says them."""
RUNS: Final[Mapping[str, str]] = {
    "Fairness over weeks": "`ledger.csv` of the week before, which a plan takes over by itself.",
    "Stability": "The schedule that is planned anew: `wfm repair`, `wfm schedule --base`.",
    "Locked shifts": "Shifts marked `locked` in the schedule that a plan goes on from.",
}
"""Rule that judges by what a run goes on from → what that is."""

KINDS: Final = {
    FieldKind.CLOCK: "time",
    FieldKind.FLAG: "yes or no",
    FieldKind.TABLE: "records",
    FieldKind.CATEGORY: "one of break, meal",
}
NUMBERS: Final = {FieldKind.NUMBER, FieldKind.MINUTES, FieldKind.HOURS, FieldKind.CLOCK}
WEEK: Final = 7

OPENING = """\
# Rules

What a schedule must or should obey. A rule of a contract is set in
[work_plans](tables.md#work_plans): in `work_plans.toml`, in the sheet of the same name, or over the
service. Minutes and hours are whole intervals where shifts and breaks begin and end by them. The
rules are applied, checked and told in this order.

An agent who has no legal week at all gets one that breaks as little as can be: a rule then costs
the price that stands with it. Some are kept even then.
"""


def page() -> str:
    """Write the page."""
    return joined(OPENING, *map(_section, RULES), _between(), _of_all())


def _section(rule: Rule) -> str:
    kept = "Kept even where an agent has no legal week."
    if rule.relaxed_at is not None:
        kept = f"A breach costs {rule.relaxed_at:,} where an agent has no legal week."
    return joined(f"## {rule.name}\n", said(type(rule)) + "\n", kept + "\n", *_told(rule))


def _told(rule: Rule) -> Iterator[str]:
    if rule.settings is not None:
        yield _fields(settings_of(rule.settings))
        for each in settings_of(rule.settings):
            if each.record is not None:
                yield f"Each record of {code(each.name)}:\n"
                yield _fields(settings_of(each.record))
        if rule.settings is LawSettings:
            yield laws()
        yield block(as_toml(example_of(rule.settings)), "toml")
    elif rule.name in FACTS:
        yield f"Said by the table [{FACTS[rule.name]}](tables.md#{FACTS[rule.name]}).\n"
    else:
        yield RUNS[rule.name] + "\n"


def _fields(settings: tuple[Setting, ...]) -> str:
    head = ("column", "what it says", "holds", "else", "in the service")
    return table(head, (row for each in settings for row in _rows(each)))


def _rows(each: Setting) -> Iterator[tuple[str, ...]]:
    ends = ("",) if len(each.columns) == 1 else (": least", ": most")
    place = f" (a column of `{each.table}`)" if each.table else ""
    for name, end in zip(each.columns, ends, strict=True):
        note = words(each.note + end) + place
        yield code(name), note, _holds(each), _default(each), code(each.name)


def _holds(each: Setting) -> str:
    if each.choices is not None:
        return f"one of {', '.join(each.choices)}"
    kind = KINDS.get(each.kind, each.kind.value)
    kind = f"{kind}, separated by |" if each.shape is Shape.LIST and each.record is None else kind
    if each.kind not in NUMBERS or each.least is None or each.most is None:
        return kind
    return f"{kind}, {_number(each, each.least)} to {_number(each, each.most)}"


def _number(each: Setting, value: int) -> str:
    if each.kind is FieldKind.CLOCK:
        return f"{value // 60:02d}:{value % 60:02d}"
    return f"{round(value / 60, 2):g}" if each.kind is FieldKind.HOURS else str(value)


def _default(each: Setting) -> str:
    if each.required:
        return "needed"
    value: Any = each.default
    if each.kind is FieldKind.FLAG:
        return "yes" if value else "no"
    if each.choices is not None:
        return code(str(value))
    if each.kind is FieldKind.WEEKDAYS and value is not None:
        return "every day" if len(value) == WEEK else code(sorted(value))
    if each.choices is not None and value is not None:
        return code(str(value))
    if each.kind in NUMBERS and isinstance(value, int):
        return _number(each, value)
    return "" if each.record is not None else "none"


def _between() -> str:
    """Rules about several agents."""
    rows = ((code(str(kind)), each.name, said(type(each))) for kind, each in
            RULES_BETWEEN_PEOPLE.items())  # fmt: skip
    return joined(
        "## Between people\n",
        "Each row of [group_rules](tables.md#group_rules) is a rule about several agents. "
        "Without a price it must be kept: a plan that cannot keep it is told as one that breaks a "
        "rule.\n",
        table(("kind", "rule", "what it asks"), rows),
    )


def _of_all() -> str:
    """Rules about all agents together."""
    return joined(
        "## All agents together\n",
        "These are about heads in an interval, not about one agent.\n",
        *(f"**{name}.** {said(kind)}\n" for name, kind in _shared()),
    )


def _shared() -> Iterator[tuple[str, type]]:
    yield "Coverage", Coverage
    yield "Minimum heads", MinimumHeads
