"""The ledger of a week whose week before is known by its shifts alone, as previous.csv has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from wfm.model import Site
from wfm.planning.plan_options import PlanOptions

WEEK = timedelta(days=7)


def with_ledger_before(options: PlanOptions, site: Site, first: date) -> PlanOptions:
    """Count the ledger from the shifts that a site brings of the week before `first`.

    A ledger that is given, and one that a plan of that week hands on, stay as they are.
    """
    from wfm.scheduling.horizon import Horizon
    from wfm.scheduling.rules.ledger import continued

    if options.ledger or options.previous is not None:
        return options
    known, before = site.agent_names, first - WEEK
    shifts = [s for s in site.previous if before <= s.date < first and s.agent_id in known]
    if not shifts:
        return options
    return replace(options, ledger=continued(Horizon(site, before), shifts))
