"""What a planner is told of the coming holidays: what is assumed, why, and what to do else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forecasts.errors import HistoryFinding
from forecasts.outlook import Basis, Decision, HolidayOutlook, Tried

OPEN_IT = "plan an event on it if it is open"
CLOSE_IT = "plan a closure as an event if it is not"
SURE = 0.95
"""Chance of being open from which a guess is not worth a word."""


def outlook_findings(holidays: Iterable[HolidayOutlook]) -> Iterator[HistoryFinding]:
    """Tell closed holidays, and those on which being open is not sure."""
    for one in holidays:
        if one.basis is Basis.EVENT or (one.is_open and (one.certain or one.chance_open >= SURE)):
            continue
        decision = "closed" if one.decision is Decision.CLOSED else f"taken as {_state(one)}"
        what = f"{decision} on {one.date} ({one.name}): {reason(one)}"
        yield HistoryFinding(what, CLOSE_IT if one.is_open else OPEN_IT, one.queue)


def reason(one: HolidayOutlook) -> str:
    """Why a queue is taken as open or closed, in a planner's words."""
    if one.basis is Basis.EVENT:
        return "planned as an event"
    parts = [text for text in (_same(one), _others(one), _sisters(one)) if text]
    if not parts:
        return f"no public holiday in its history, {_chance(one)}"
    return ", ".join(parts if one.certain else [*parts, _chance(one)])


def _state(one: HolidayOutlook) -> str:
    return "open" if one.is_open else "closed"


def _chance(one: HolidayOutlook) -> str:
    return f"open with a chance of {100 * one.chance_open:.0f} %"


def _same(one: HolidayOutlook) -> str:
    told = []
    if one.closed_in:
        told.append(f"had no contacts on it in {_listed(one.closed_in)}")
    if one.opened_in:
        told.append(f"was open on it in {_listed(one.opened_in)}")
    return " and ".join(told)


def _others(one: HolidayOutlook) -> str:
    if one.certain or not one.of_all.holidays:
        return ""
    unknown = "" if one.closed_in or one.opened_in else ", none of this name in its history"
    if one.of_kind.holidays:
        return f"closed on {_of(one.of_kind)} other {one.kind} holidays{unknown}"
    return f"closed on {_of(one.of_all)} other holidays, none of this kind"


def _sisters(one: HolidayOutlook) -> str:
    if one.basis is not Basis.SISTER_QUEUES:
        return ""
    return f"other queues closed on {_of(one.sisters)}, none in its own history"


def _of(tried: Tried) -> str:
    return f"{tried.closed} of {tried.holidays}"


def _listed(years: tuple[int, ...]) -> str:
    *first, last = map(str, years)
    return f"{', '.join(first)} and {last}" if first else last
