"""What simulated weeks gave of a schedule."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from wfm.service.simulated_service import SimulatedQueue, SimulatedService


class SimulatedFigureView(BaseModel):
    """A figure of all weeks together, half the width of its 95 % interval, and the formulas'."""

    simulated: float | None
    margin: float | None
    predicted: float | None = None


class SimulatedQueueView(BaseModel):
    """A queue on a day, or in the whole week where there is no date; contacts of a mean week."""

    queue: str
    date: date | None
    offered: float
    answered: float
    abandoned: float
    turned_away: float
    waiting: float
    service_level: SimulatedFigureView
    asa_seconds: SimulatedFigureView
    abandonment: SimulatedFigureView
    occupancy: SimulatedFigureView
    goal_chance: SimulatedFigureView
    """Share of the weeks that met the whole goal."""

    @classmethod
    def of(cls, row: SimulatedQueue) -> SimulatedQueueView:
        """Show a queue's week or day."""
        told = row.figures
        counts = {
            name: told.get(name) or 0.0
            for name in ("offered", "answered", "abandoned", "turned_away", "waiting")
        }
        figures = {
            name: SimulatedFigureView(
                simulated=told[name],
                margin=told[f"{name}_margin"],
                predicted=told.get(f"predicted_{name}"),
            )
            for name in ("service_level", "asa_seconds", "abandonment", "occupancy", "goal_chance")
        }
        facts = {"queue": row.queue, "date": row.date, **counts, **figures}
        return cls.model_validate(facts)


class SimulatedServiceView(BaseModel):
    """Weeks played contact by contact, as busy as the forecast allows.

    Without `items` nothing was simulated, or somebody edited the schedule since.
    """

    runs: int
    edited: bool
    items: list[SimulatedQueueView]

    @classmethod
    def of(cls, found: SimulatedService) -> SimulatedServiceView:
        """Show what was simulated."""
        items = [SimulatedQueueView.of(row) for row in found.rows]
        return cls(runs=found.runs, edited=found.edited, items=items)
