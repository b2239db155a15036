"""Balances of leave: counted from accounts and absences whenever they are asked for, never kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wfm.model import LeaveAccount, LeaveType, LeaveUnit
from wfm.service.leave.amounts import LeaveDay

Taking = tuple[date, float]
"""A date, and what is taken of it in the account's unit."""
HAIR = 1e-6
"""Sums of parts of days that differ by less are the same."""


@dataclass(frozen=True, slots=True)
class Balance:
    """An account of a calendar year, in its unit."""

    leave_type: str
    unit: LeaveUnit
    year: int
    entitlement: float
    accrued: float
    """Of the entitlement, by the date of asking."""
    carried_over: float
    expired: float
    """Of what was carried over, because nobody took it in time."""
    taken: float
    """Approved, also for days to come."""
    requested: float
    """Not decided yet."""

    @property
    def left(self) -> float:
        """What is left of the whole year if all that is requested is approved."""
        given = self.entitlement + self.carried_over - self.expired
        return given - self.taken - self.requested

    @property
    def totals(self) -> Mapping[str, float]:
        """Each figure by its name."""
        names = ("entitlement", "accrued", "carried_over", "expired", "taken", "requested", "left")
        return {name: round(getattr(self, name), 4) for name in names}


class Ledger:
    """The accounts of one agent and type, with what was taken and asked for."""

    def __init__(
        self,
        leave_type: LeaveType,
        accounts: Iterable[LeaveAccount],
        taken: Sequence[LeaveDay],
        requested: Sequence[LeaveDay] = (),
    ) -> None:
        self.leave_type = leave_type
        self.accounts = {one.year: one for one in accounts}
        self.taken = [(day.date, day.amount(leave_type.unit)) for day in taken]
        self.requested = [(day.date, day.amount(leave_type.unit)) for day in requested]

    def balance(self, year: int, today: date) -> Balance:
        """Give the balance of a year as it stands on a day.

        A year without an account has nothing to take; what is taken of it all the same shows.
        """
        account = self.accounts.get(year)
        entitlement = account.entitlement if account else 0.0
        carried = self.carried(year)
        taken, requested = (_of(year, all_) for all_ in (self.taken, self.requested))
        over = today > self._last_day(year)
        in_time = sum(a for day, a in [*taken, *requested] if day <= self._last_day(year))
        expired = max(carried - in_time, 0.0) if over else 0.0
        return Balance(
            self.leave_type.name, self.leave_type.unit, year, entitlement,
            self._accrued(year, today), carried, expired, _sum(taken), _sum(requested),
        )  # fmt: skip

    def carried(self, year: int) -> float:
        """Give what came over from the year before: as declared, else what was left of it."""
        account, before = self.accounts.get(year), self.accounts.get(year - 1)
        if account is None or account.carried_over is not None:
            return (account.carried_over or 0.0) if account else 0.0
        if before is None or not self.leave_type.carry_over:
            return 0.0
        approved = Ledger(self.leave_type, self.accounts.values(), ())
        approved.taken = self.taken
        left = approved.balance(year - 1, date(year, 1, 1)).left
        return min(max(left, 0.0), self.leave_type.carry_over)

    def missing(self) -> float:
        """By how much at most the account falls short of what is taken and requested, on any day.

        What was carried over is taken first, while it can be; the rest from what has accrued by
        then.
        """
        if self.leave_type.unit is LeaveUnit.NONE:
            return 0.0
        years = {day.year for day, _ in [*self.taken, *self.requested]}
        return max((self._missing(year) for year in years), default=0.0)

    def _missing(self, year: int) -> float:
        carried, own, short = self.carried(year), 0.0, 0.0
        for day, amount in sorted([*_of(year, self.taken), *_of(year, self.requested)]):
            of_carried = min(carried, amount) if day <= self._last_day(year) else 0.0
            carried -= of_carried
            own += amount - of_carried
            short = max(short, own - self._accrued(year, day))
        return short if short > HAIR else 0.0

    def _accrued(self, year: int, day: date) -> float:
        account = self.accounts.get(year)
        if account is None:
            return 0.0
        if not self.leave_type.accrues:
            return account.entitlement
        months = 0 if day.year < year else 12 if day.year > year else day.month
        return account.entitlement * months / 12

    def _last_day(self, year: int) -> date:
        """Last day on which what was carried over can be taken."""
        month = self.leave_type.carry_over_until
        ends = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
        return date.fromordinal(ends.toordinal() - 1)


def _of(year: int, takings: Iterable[Taking]) -> list[Taking]:
    return [one for one in takings if one[0].year == year]


def _sum(takings: Iterable[Taking]) -> float:
    return sum(amount for _, amount in takings)
