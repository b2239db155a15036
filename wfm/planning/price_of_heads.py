"""What heads are worth to a site's week: the price that its schedule is searched with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wfm.model import Site
from wfm.model.price_of_heads import PriceOfHeads
from wfm.planning.shared_agents import shares_agents
from wfm.staffing import gross, net, queue_performance
from wfm.staffing.coverage import SHARED
from wfm.staffing.demand import QueueDemand, beside, demands
from wfm.staffing.goal_over_period import fewest_heads_of_each
from wfm.staffing.shrinkage import residual_shrinkage
from wfm.staffing.site_staffing import WORTH
from wfm.staffing.tolerances import Floats

if TYPE_CHECKING:
    import pandas as pd

    from wfm.scheduling.rules import CoveragePrice
    from wfm.scheduling.rules.answered_in_time import LateContacts
    from wfm.scheduling.rules.answered_over_periods import TradedContacts

PRICES = {
    PriceOfHeads.HEADS.value: "missing and surplus heads",
    PriceOfHeads.SERVICE.value: "contacts not answered in time, with a floor in each interval",
    PriceOfHeads.ANSWERED.value: "contacts not answered in time alone, for heavy shortage",
}
"""What a planner can let heads be worth."""
PRICE = "heads"
"""Taken where nothing is said; `python -m tests.benchmarks.coverage_prices` compares them."""
FLOOR = 0.85
"""Share of the requirement below which `service` makes a missing head dearer."""
ROOM = 1.3
"""Heads up to this multiple of the highest requirement get a price of their own."""


def coverage_price(
    price: str, forecast: pd.DataFrame, requirement: pd.DataFrame, site: Site
) -> CoveragePrice:
    """Return one of `PRICES` for a week."""
    from wfm.scheduling.rules import Coverage
    from wfm.scheduling.rules.answered_in_time import AnsweredInTime
    from wfm.scheduling.rules.answered_over_periods import AnsweredOverPeriods

    late = {} if price == "heads" else late_contacts(forecast, requirement, site)
    if price == "answered":
        return AnsweredInTime(late)
    traded = contacts_over_periods(forecast, requirement, site)
    others = {name: known for name, known in late.items() if name not in traded}
    base = AnsweredInTime(others, FLOOR) if price == "service" else Coverage()
    return AnsweredOverPeriods(traded, base) if traded else base


def contacts_over_periods(
    forecast: pd.DataFrame, requirement: pd.DataFrame, site: Site
) -> dict[str, TradedContacts]:
    """Late contacts and their worth, of queues whose goal counts over a day or a week.

    The model sees what agents shared with other queues add, too. Where none are shared, what is
    learned of the schedule in the end corrects its predicted service, and no price.
    """
    from wfm.scheduling.rules.answered_over_periods import TradedContacts

    if WORTH not in requirement:
        return {}
    table = beside(forecast, requirement, "gross_requirement", "requirement")
    table = beside(table, requirement, WORTH, "requirement")
    sharing = SHARED in requirement and shares_agents(site)
    if sharing:
        table = beside(table, requirement, SHARED, "requirement")
    found = {}
    for demand in demands(table, site):
        if not demand.queue.goal.trades_intervals:
            continue
        shared = demand.column(SHARED) if sharing else np.zeros(demand.contacts.size)
        heads = np.maximum(_heads_of(demand) + shared[:, None], 0.0)
        late = np.where(demand.open[:, None], _immediate(demand, heads, site), 0.0)
        shrinkage = residual_shrinkage(demand.queue, site)
        fewest, _ = fewest_heads_of_each(
            demand, demand.open, net(demand.column("gross_requirement")[demand.open], shrinkage)
        )
        floor = np.zeros(demand.contacts.size)
        floor[demand.open] = gross(fewest, shrinkage)
        found[demand.queue.name] = TradedContacts(
            _late(demand, late), demand.column(WORTH), np.maximum(floor - shared, 0.0)
        )
    return found


def late_contacts(
    forecast: pd.DataFrame, requirement: pd.DataFrame, site: Site
) -> dict[str, LateContacts]:
    """Contacts that 0, 1, … heads answer late or never, per queue and interval.

    Immediate queues by their own model in steady state; deferred work by what is left of the
    requirement, whose heads keep every response window.
    """
    table = beside(forecast, requirement, "gross_requirement", "requirement")
    found = {}
    for demand in demands(table, site):
        model = _deferred if demand.queue.channel.deferred else _immediate
        late = np.where(demand.open[:, None], model(demand, _heads_of(demand), site), 0.0)
        found[demand.queue.name] = _late(demand, late)
    return found


def _heads_of(demand: QueueDemand) -> Floats:
    """Heads that get a price of their own: [1, 0 …]."""
    most = int(np.ceil(ROOM * demand.column("gross_requirement").max(initial=0.0))) + 5
    return np.arange(most + 1.0)[None, :]


def _late(demand: QueueDemand, late: Floats) -> LateContacts:
    from wfm.scheduling.rules.answered_in_time import LateContacts

    starts = tuple(start.to_pydatetime() for start in demand.starts)
    return LateContacts(starts, demand.minutes, late)


def _immediate(demand: QueueDemand, heads: Floats, site: Site) -> Floats:
    """Contacts [interval, gross heads] not answered within the threshold."""
    available = net(heads, residual_shrinkage(demand.queue, site))
    load, aht = demand.load[:, None], demand.aht[:, None]
    figures = queue_performance(demand.queue, load, available, aht)
    late: Floats = demand.contacts[:, None] * (1 - np.nan_to_num(figures.service_level, nan=1.0))
    return late


def _deferred(demand: QueueDemand, heads: Floats, site: Site) -> Floats:
    """Contacts [interval, gross heads] that the heads below the requirement would have handled."""
    missing = np.maximum(0, demand.column("gross_requirement")[:, None] - heads)
    pace = net(1.0, residual_shrinkage(demand.queue, site)) * demand.seconds / demand.aht
    late: Floats = missing * pace[:, None]
    return late
