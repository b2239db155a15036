"""What heads are worth to a site's week: the price that its schedule is searched with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wfm.model import Site
from wfm.model.price_of_heads import PriceOfHeads
from wfm.staffing import net, queue_performance
from wfm.staffing.demand import QueueDemand, beside, demands
from wfm.staffing.shrinkage import residual_shrinkage
from wfm.staffing.tolerances import Floats

if TYPE_CHECKING:
    import pandas as pd

    from wfm.scheduling.rules import CoveragePrice
    from wfm.scheduling.rules.answered_in_time import LateContacts

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

    if price == "heads":
        return Coverage()
    floor = FLOOR if price == "service" else 0.0
    return AnsweredInTime(late_contacts(forecast, requirement, site), floor)


def late_contacts(
    forecast: pd.DataFrame, requirement: pd.DataFrame, site: Site
) -> dict[str, LateContacts]:
    """Contacts that 0, 1, … heads answer late or never, per queue and interval.

    Immediate queues by their own model in steady state; deferred work by what is left of the
    requirement, whose heads keep every response window.
    """
    from wfm.scheduling.rules.answered_in_time import LateContacts

    table = beside(forecast, requirement, "gross_requirement", "requirement")
    found = {}
    for demand in demands(table, site):
        model = _deferred if demand.queue.channel.deferred else _immediate
        most = int(np.ceil(ROOM * demand.column("gross_requirement").max(initial=0.0))) + 5
        late = np.where(demand.open[:, None], model(demand, np.arange(most + 1.0), site), 0.0)
        starts = tuple(start.to_pydatetime() for start in demand.starts)
        found[demand.queue.name] = LateContacts(starts, demand.minutes, late)
    return found


def _immediate(demand: QueueDemand, heads: Floats, site: Site) -> Floats:
    """Contacts [interval, gross heads] not answered within the threshold."""
    available = net(heads, residual_shrinkage(demand.queue, site))
    load, aht = demand.load[:, None], demand.aht[:, None]
    figures = queue_performance(demand.queue, load, available[None, :], aht)
    late: Floats = demand.contacts[:, None] * (1 - np.nan_to_num(figures.service_level, nan=1.0))
    return late


def _deferred(demand: QueueDemand, heads: Floats, site: Site) -> Floats:
    """Contacts [interval, gross heads] that the heads below the requirement would have handled."""
    missing = np.maximum(0, demand.column("gross_requirement")[:, None] - heads)
    pace = net(1.0, residual_shrinkage(demand.queue, site)) * demand.seconds / demand.aht
    late: Floats = missing * pace[:, None]
    return late
