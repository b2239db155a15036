"""Columns of tables in words: a figure or count, or one of its kinds (planned, goal, margin …)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from wfm.figures.accuracy import ACCURACY
from wfm.figures.counts import COUNTS, Measure
from wfm.figures.key_figure import KeyFigure
from wfm.figures.key_figures import FIGURES
from wfm.figures.units import Unit


@dataclass(frozen=True, slots=True)
class Explained:
    """A column: its title, its unit and what it means."""

    column: str
    title: str
    unit: Unit
    words: str


ALIASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "asa": "asa_seconds",
        "aht": "aht_seconds",
        "answered": "handled",
        "abandoned_in_threshold": "abandoned_within_threshold",
        "gross_requirement": "required",
        "net_requirement": "required_net",
    }
)
"""Column of a table → the figure or count that it is."""
KINDS: Final = (
    (
        "",
        "_planned",
        "{} planned",
        "The forecast met by the scheduled heads, by the model.",
    ),
    (
        "",
        "_predicted",
        "{} predicted",
        "The demand recorded met by recorded heads, by the model.",
    ),
    ("predicted_", "", "{} predicted", "By the staffing model."),
    ("forecast_", "", "Forecast {}", "As it was forecast."),
    ("", "_goal", "{} goal", "The bound of the service goal."),
    ("", "_margin", "{} ±", "Half the width of the 95 % confidence interval."),
)
"""Beginning and end of a column's name → title and words of that kind of a figure."""
BRIDGE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "required": "Forecast demand met by the required heads, by the staffing model",
        "volume": "Change by the contacts that came",
        "aht": "Change by the AHT recorded",
        "absence": "Change by absent agents",
        "adherence": "Change by agents who did something else, beyond the residual shrinkage",
        "routing": "Change by agents of several queues who served another than the schedule meant",
        "schedule_fit": "Change by how the schedule fits the requirement",
        "predicted": "Recorded demand met by recorded heads, by the staffing model",
        "unexplained": "What the model misses of the recorded figure",
        "recorded": "As recorded",
    }
)
"""Columns of the variance bridge: service levels and their changes."""


SITE: Final[Mapping[str, str]] = MappingProxyType({"actual_hours": "logged_on_hours"})
"""Names in the table of the whole site → the count that they are there."""


def explained(column: str, table: str = "") -> Explained:
    """Say what a column holds; the tables `bridge` and `site` have names of their own.

    Raises
    ------
    KeyError
        For a column that is neither a known figure nor a kind of one.
    """
    if table == "bridge" and column in BRIDGE:
        title = column.replace("_", " ").capitalize()
        return Explained(column, title, Unit.SHARE, f"Service level. {BRIDGE[column]}.")
    name = SITE.get(column, column) if table == "site" else column
    name = ALIASES.get(name, name)
    known = _known(name) or _quantile(name)
    if known is not None:
        return Explained(column, known.title, known.unit, known.words.rstrip(".") + ".")
    return _of_kind(column) or _head_hours(column)


def _known(name: str) -> KeyFigure | Measure | None:
    return FIGURES.get(name) or COUNTS.get(name) or ACCURACY.get(name)


def _quantile(name: str) -> Measure | None:
    """Explain `contacts_p05` and `rate_p05`: what lies below with that chance."""
    of, _, level = name.partition("_p")
    if of not in {"contacts", "rate"} or not level.isdigit():
        return None
    what = "The count" if of == "contacts" else "The expected count"
    words = f"{what} lies below with a chance of {int(level)} %"
    return Measure(name, f"{of.capitalize()}, {int(level)} %", Unit.CONTACTS, words)


def _of_kind(column: str) -> Explained | None:
    for begin, end, title, words in KINDS:
        if column.startswith(begin) and column.endswith(end):
            inner = column.removeprefix(begin).removesuffix(end)
            try:
                found = explained(inner)
            except KeyError:
                continue
            named = title.format(found.title if title.startswith("{") else _lower(found.title))
            return replace(found, column=column, title=named, words=f"{words} {found.words}")
    return None


def _head_hours(column: str) -> Explained:
    """Heads over time: `scheduled_hours` are those of `scheduled`."""
    heads = COUNTS[column.removesuffix("_hours")]
    if heads.unit is not Unit.HEADS or not column.endswith("_hours"):
        raise KeyError(column)
    words = f"Summed over the time. {heads.words}."
    return Explained(column, f"{heads.title} hours", Unit.HEAD_HOURS, words)


def _lower(title: str) -> str:
    return title if title.isupper() else title[:1].lower() + title[1:]
