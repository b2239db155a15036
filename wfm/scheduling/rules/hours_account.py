"""Paid hours that even out over the weeks: an average, and the account of what differs from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift
from wfm.model.day_parts import HOURS_ACCOUNT
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.paid_hours import (
    PaidHoursSettings,
    minutes_wanted,
    paid_minutes,
    price_of_hours,
)
from wfm.scheduling.rules.settings import Kind, Settings, setting
from wfm.scheduling.tours.day_automata import counter
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class AccountSettings(Settings):
    """Average of paid hours, and how far the account may go from it."""

    rule: ClassVar[str] = "Hours account"
    average_paid_minutes: int | None = setting(
        "Paid hours of a mean week; what a week has more or less goes to an account that the "
        "ledger keeps", Kind.HOURS,
        default=None, least=0, most=10_080, column="average_paid_hours_per_week",
    )  # fmt: skip
    account_minutes: tuple[int, int] | None = setting(
        "Hours that the account may hold; below 0 they are owed", Kind.HOURS,
        default=None, least=-120_000, most=120_000,
        column=("min_account_hours", "max_account_hours"),
    )  # fmt: skip
    account_price: int = setting(
        "Price of each hour on the account, or owed, at the end of the week", default=1, least=0,
        most=1000,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class HoursAccount(Rule):
    """Paid hours beyond or below the average add up, inside the account's limits, at a price.

    Whoever has too many already may have a week without work.

    Days of time off or before the employment take the same share of the average as of the hours.
    """

    name: str = AccountSettings.rule
    settings: ClassVar[type[Settings] | None] = AccountSettings
    relaxed_at: ClassVar[int | None] = 200

    def shape(self, space: TourSpace) -> None:
        """Sum the paid minutes and price what they leave on the account."""
        asked, owed = AccountSettings.of(space.plan), -_opening(space.horizon, space.agent)
        if asked.average_paid_minutes is None:
            return
        least, most = asked.account_minutes or (-(10**9), 10**9)
        none = np.zeros(space.horizon.days, np.int64)
        paid = paid_minutes(space)
        space.follow(
            counter(
                paid, none, owed + least, min(owed + most, int(paid.sum())), unit=60,
                ending=lambda sums: price_of_hours(asked.account_price, np.abs(sums - owed)),
            )
        )  # fmt: skip

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
        asked, balance = (
            AccountSettings.of(horizon.plan(agent)),
            balance_after(horizon, agent, shifts),
        )
        if asked.average_paid_minutes is None:
            return
        least, most = asked.account_minutes or (balance, balance)
        if balance < least or (balance > most and shifts):
            text = phrase(
                "rule.hours_account.beyond", hours=balance / 60, least=least / 60, most=most / 60
            )
            yield Finding(self.name, text, agent.id, hard=True)
        elif price := int(price_of_hours(asked.account_price, abs(balance))):
            text = phrase("rule.hours_account.holds", hours=balance / 60)
            yield Finding(self.name, text, agent.id, price=price)


def balance_after(horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> int:
    """Minutes on the account after the shifts of the horizon."""
    return _opening(horizon, agent) + sum(shift.paid_minutes for shift in shifts)


def _opening(horizon: Horizon, agent: Agent) -> int:
    """Minutes that the ledger tells, less those of a mean week."""
    plan = horizon.plan(agent)
    usual = PaidHoursSettings.of(plan).paid_minutes_per_week[1]
    share = minutes_wanted(horizon, agent)[1] / usual if usual else 1.0
    mean = (AccountSettings.of(plan).average_paid_minutes or 0) * share
    return round(horizon.ledger.get(agent.id, {}).get(HOURS_ACCOUNT, 0.0) * 60 - mean)
