"""What a planner is told of the coming holidays: what is assumed, why, and what to do else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forecasts.errors import HistoryFinding
from forecasts.outlook import Basis, Decision, HolidayOutlook, Tried
from forecasts.said import Said, said

OPEN_IT = said("forecast.open_it", "plan an event on it if it is open")
CLOSE_IT = said("forecast.close_it", "plan a closure as an event if it is not")
SURE = 0.95
"""Chance of being open from which a guess is not worth a word."""


def outlook_findings(holidays: Iterable[HolidayOutlook]) -> Iterator[HistoryFinding]:
    """Tell closed holidays, and those on which being open is not sure."""
    for one in holidays:
        if one.basis is Basis.EVENT or (one.is_open and (one.certain or one.chance_open >= SURE)):
            continue
        why = reason(one)
        what = said(
            "outlook.decided", f"{_decided(one)} on {one.date} ({one.name}): {why}",
            decision=_decided(one), date=one.date, name=one.name, reason=why,
        )  # fmt: skip
        yield HistoryFinding(what, CLOSE_IT if one.is_open else OPEN_IT, one.queue)


def reason(one: HolidayOutlook) -> Said:
    """Why a queue is taken as open or closed, in a planner's words."""
    if one.basis is Basis.EVENT:
        return said("outlook.planned", "planned as an event")
    parts = [part for part in (_same(one), _others(one), _sisters(one)) if part]
    if not parts:
        parts.append(said("outlook.none", "no public holiday in its history"))
    elif one.certain:
        return _together(parts)
    return _together([*parts, _chance(one)])


def _together(parts: list[Said]) -> Said:
    return said("outlook.reasons", ", ".join(parts), parts=tuple(parts))


def _decided(one: HolidayOutlook) -> Said:
    if one.decision is Decision.CLOSED:
        return said("outlook.closed", "closed")
    if one.is_open:
        return said("outlook.taken_open", "taken as open")
    return said("outlook.taken_closed", "taken as closed")


def _chance(one: HolidayOutlook) -> Said:
    percent = 100 * one.chance_open
    return said("outlook.chance", f"open with a chance of {percent:.0f} %", percent=percent)


def _same(one: HolidayOutlook) -> Said | None:
    closed, opened = (tuple(map(str, years)) for years in (one.closed_in, one.opened_in))
    told = []
    if closed:
        told.append(f"had no contacts on it in {_listed(closed)}")
    if opened:
        told.append(f"was open on it in {_listed(opened)}")
    if not told:
        return None
    return said(
        "outlook.same", " and ".join(told), closed=closed, both=bool(closed and opened),
        opened=opened,
    )  # fmt: skip


def _others(one: HolidayOutlook) -> Said | None:
    if one.certain or not one.of_all.holidays:
        return None
    unknown = not (one.closed_in or one.opened_in)
    if one.of_kind.holidays:
        text = f"closed on {_of(one.of_kind)} other {one.kind} holidays"
        return said(
            "outlook.of_kind",
            f"{text}, none of this name in its history" if unknown else text,
            closed=one.of_kind.closed, holidays=one.of_kind.holidays, kind=str(one.kind),
            unknown=unknown,
        )  # fmt: skip
    return said(
        "outlook.of_all", f"closed on {_of(one.of_all)} other holidays, none of this kind",
        closed=one.of_all.closed, holidays=one.of_all.holidays,
    )  # fmt: skip


def _sisters(one: HolidayOutlook) -> Said | None:
    if one.basis is not Basis.SISTER_QUEUES:
        return None
    return said(
        "outlook.sisters", f"other queues closed on {_of(one.sisters)}, none in its own history",
        closed=one.sisters.closed, holidays=one.sisters.holidays,
    )  # fmt: skip


def _of(tried: Tried) -> str:
    return f"{tried.closed} of {tried.holidays}"


def _listed(years: tuple[str, ...]) -> str:
    *first, last = years
    return f"{', '.join(first)} and {last}" if first else last
