"""Figures of a plan as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wfm.figures.key_figures import COST_PER_CONTACT

if TYPE_CHECKING:
    from wfm.model.plan import Plan


def cost_per_contact(plan: Plan) -> float:
    """Cost per contact in the site's currency; NaN where no contact is handled."""
    return float(COST_PER_CONTACT.value({**plan.total, "cost": plan.cost}))
