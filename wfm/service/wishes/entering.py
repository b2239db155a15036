"""Agents enter what they wish of a week, and when they cannot work, until it closes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from wfm.model import PreferenceKind
from wfm.service.changed_days import WEEK
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError
from wfm.store.sites import load_site_core
from wfm.store.trades import SelfService, self_service
from wfm.store.wishes import WeekWishes, keep_wishes
from wfm.timegrid import week_begin
from wfm.words import phrase


@dataclass(frozen=True, slots=True)
class WishBook:
    """Which weeks of a site are open for wishes, and what may be wished."""

    chosen: SelfService
    zone: ZoneInfo
    week_start: int
    moment: datetime

    @classmethod
    def of(cls, tx: Connection, site: str) -> WishBook:
        """Open it as it is now."""
        core, chosen = load_site_core(tx, site), self_service(tx, site).value
        return cls(chosen, ZoneInfo(core.time_zone), core.week_start, now())

    def closes(self, week: date) -> datetime:
        """Give the moment from which a week's wishes stay as they are, in UTC."""
        day = week - timedelta(days=self.chosen.wish_close_days)
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def is_open(self, week: date) -> bool:
        """Whether wishes for a week are taken now."""
        return week in self.open_weeks()

    def open_weeks(self) -> list[date]:
        """List the weeks for which wishes are taken now."""
        if not (self.chosen.wish_points or self.chosen.days_away):
            return []
        week = week_begin(self.moment.astimezone(self.zone).date(), self.week_start)
        while self.closes(week) <= self.moment:
            week += WEEK
        return [week + WEEK * number for number in range(self.chosen.wish_weeks)]


def enter(
    tx: Connection, actor: str, site: str, version: int, wanted: WeekWishes
) -> Stored[WeekWishes]:
    """Keep what an agent wishes of a week, in the place of what was wished before.

    Raises
    ------
    ConflictError
        If the week is not open, a date is not in it, or more is wished than the site allows.
    StaleError
        If it was changed since `version`.
    """
    book = WishBook.of(tx, site)
    _check_week(book, wanted.week)
    _check_dates(wanted)
    _check_limits(book.chosen, wanted)
    return keep_wishes(tx, actor, site, version, wanted)


def _check_week(book: WishBook, week: date) -> None:
    if week_begin(week, book.week_start) != week:
        raise ConflictError(
            phrase("wish.refused.no_week", week=week, first=week_begin(week, book.week_start)),
            "week",
        )
    if book.is_open(week):
        return
    weeks = book.open_weeks()
    if not weeks:
        raise ConflictError(phrase("wish.refused.none_taken"), "week")
    if week < weeks[0]:
        raise ConflictError(
            phrase("wish.refused.closed", week=week, at=book.closes(week).astimezone(book.zone),
                   first=weeks[0]), "week",
        )  # fmt: skip
    raise ConflictError(phrase("wish.refused.too_early", week=week, last=weeks[-1]), "week")


def _check_dates(wanted: WeekWishes) -> None:
    for field, dates in (
        ("wishes", [wish.date for wish in wanted.wishes]),
        ("away", [each.date for each in wanted.away]),
    ):
        for day in dates:
            if not wanted.week <= day < wanted.week + WEEK:
                raise ConflictError(
                    phrase("wish.refused.other_week", date=day, week=wanted.week), field
                )
    said = Counter((wish.date, wish.kind) for wish in wanted.wishes)
    for (day, kind), times in said.items():
        if times > 1 and kind is not PreferenceKind.SHIFT_OFF:
            raise ConflictError(phrase("wish.refused.twice", date=day, wish=kind.value), "wishes")
    for wish in wanted.wishes:
        if wish.kind is not PreferenceKind.DAY_OFF and (wish.date, PreferenceKind.DAY_OFF) in said:
            raise ConflictError(phrase("wish.refused.off_and_on", date=wish.date), "wishes")


def _check_limits(chosen: SelfService, wanted: WeekWishes) -> None:
    if wanted.points > chosen.wish_points:
        raise ConflictError(
            phrase("wish.refused.points", points=wanted.points, most=chosen.wish_points), "wishes"
        )
    days = len({each.date for each in wanted.away})
    if days and not chosen.days_away:
        raise ConflictError(phrase("wish.refused.no_away"), "away")
    if days > chosen.days_away:
        raise ConflictError(phrase("wish.refused.away", days=days, most=chosen.days_away), "away")
