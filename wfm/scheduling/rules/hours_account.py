"""Paid hours that even out over the weeks: an average, and the account of what differs from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Shift
from wfm.model.day_parts import HOURS_ACCOUNT
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import WEEK, Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.paid_hours import (
    PaidHoursSettings,
    minutes_wanted,
    paid_minutes,
    price_of_hours,
)
from wfm.scheduling.rules.settings import FieldKind, RuleSettings, setting
from wfm.scheduling.tours.arrays import FORBIDDEN
from wfm.scheduling.tours.day_automata import Pattern, reachable_sums
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class AccountSettings(RuleSettings):
    """Average of paid hours, and how far the account may go from it."""

    rule: ClassVar[str] = "Hours account"
    average_paid_minutes: int | None = setting(
        "Paid hours of a mean week; what a week has more or less goes to an account that the "
        "ledger keeps", FieldKind.HOURS,
        default=None, least=0, most=10_080, column="average_paid_hours_per_week",
    )  # fmt: skip
    account_minutes: tuple[int, int] | None = setting(
        "Hours that the account may hold; below 0 they are owed", FieldKind.HOURS,
        default=None, least=-120_000, most=120_000,
        column=("min_account_hours", "max_account_hours"),
        needs="average_paid_minutes",
    )  # fmt: skip
    account_price: int = setting(
        "Price of each hour on the account, or owed, at the end of the week", default=1, least=0,
        most=1000,
        needs="average_paid_minutes",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class HoursAccount(Rule):
    """Paid hours beyond or below the average add up, inside the account's limits, at a price.

    Whoever has too many already may have a week without work.

    Days of time off or before the employment take the same share of the average as of the hours.
    """

    name: str = AccountSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = AccountSettings
    relaxed_at: ClassVar[int | None] = 200
    scope: ClassVar[Scope] = Scope.PERSON

    def shape(self, space: TourSpace) -> None:
        """Sum the paid minutes and price what they leave on the account."""
        asked = AccountSettings.of(space.plan)
        if asked.average_paid_minutes is None:
            return
        means = [_mean(week, space.agent) for week in space.horizon.weeks]
        owed = np.cumsum(means) - _opening(space.horizon, space.agent)
        space.follow(_account(space, asked, owed))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        asked = AccountSettings.of(horizon.plan(agent))
        if asked.average_paid_minutes is None:
            return None
        least, most = asked.account_minutes or (None, None)
        return phrase(
            "rule.hours_account.terms",
            average=asked.average_paid_minutes / 60,
            least=None if least is None else least / 60,
            most=None if most is None else most / 60,
        )

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Add the week to the account."""
        asked, balance = AccountSettings.of(horizon.plan(agent)), _opening(horizon, agent)
        if asked.average_paid_minutes is None:
            return
        for week, own, told in horizon.by_week(shifts):
            balance += sum(horizon.paid_minutes(shift) for shift in own) - _mean(week, agent)
            least, most = asked.account_minutes or (balance, balance)
            if balance < least or (balance > most and own):
                text = phrase(
                    "rule.hours_account.beyond",
                    hours=balance / 60, least=least / 60, most=most / 60,
                )  # fmt: skip
                yield Finding(self.name, text, agent.id, told, hard=True)
            elif price := int(price_of_hours(asked.account_price, abs(balance))):
                text = phrase("rule.hours_account.holds", hours=balance / 60)
                yield Finding(self.name, text, agent.id, told, price=price)


def _account(space: TourSpace, asked: AccountSettings, owed: NDArray[np.int64]) -> Pattern:
    """Sum the paid minutes over all weeks; `owed` are those with which each leaves nothing."""
    least, most = asked.account_minutes or (-(10**9), 10**9)
    paid, days = paid_minutes(space), space.horizon.days
    every_day = np.concatenate([space.shifts.day, np.arange(days)])
    amounts = np.concatenate([paid, np.zeros(days, np.int64)])
    week = every_day // WEEK
    ends = (every_day % WEEK == WEEK - 1) | (every_day == days - 1)
    facts = np.stack([amounts, week, ends], axis=1)
    columns, place = np.unique(facts, axis=0, return_inverse=True)
    longest = [paid[space.shifts.day == day].max(initial=0) for day in range(days)]
    sums = reachable_sums(np.unique(amounts), min(int(owed.max()) + most, int(np.sum(longest))))
    after, price = [], []
    for amount, number, is_end in columns:
        total, due = sums + amount, owed[number]
        charge = np.where((total > due + most) & (amount > 0), FORBIDDEN, 0)
        if is_end:
            missing = FORBIDDEN * -(-np.maximum(due + least - total, 0) // 60)
            kept = price_of_hours(asked.account_price, np.abs(total - due))
            charge = np.where(missing + charge == 0, kept, missing + charge)
        after.append(np.searchsorted(sums, np.minimum(total, sums[-1])))
        price.append(charge)
    labels = place.reshape(-1).astype(np.int32)
    return Pattern(
        labels[: len(paid)],
        labels[len(paid) :],
        np.stack(after, axis=1).astype(np.int32),
        np.stack(price, axis=1),
        np.zeros(len(sums), np.int64),
    )


def balance_after(horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> int:
    """Minutes on the account after the shifts of the horizon."""
    paid = sum(horizon.paid_minutes(shift) for shift in shifts)
    return _opening(horizon, agent) + paid - sum(_mean(week, agent) for week in horizon.weeks)


def _opening(horizon: Horizon, agent: Agent) -> int:
    """Minutes on the account before the horizon, as the ledger tells."""
    return round(horizon.ledger.get(agent.id, {}).get(HOURS_ACCOUNT, 0.0) * 60)


def _mean(week: Horizon, agent: Agent) -> int:
    """Minutes of a mean week, of which days off take a share; of several contracts, their sum."""
    total = 0.0
    for part in week.contracts(agent):
        plan = week.plan(part)
        usual = PaidHoursSettings.of(plan).paid_minutes_per_week[1]
        average = AccountSettings.of(plan).average_paid_minutes
        share = minutes_wanted(week, part)[1] / usual if usual else 1.0
        total += (usual if average is None else average) * share
    return round(total)
