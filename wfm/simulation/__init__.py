"""A schedule played through as events: what service level it will really give.

Times in seconds, shares fractions 0..1. The same arguments and seed give the same figures;
schedules that are simulated with one seed meet the same contacts.
"""

from wfm.simulation.figures import FIGURES, Simulated, chance_of
from wfm.simulation.simulator import RUNS, simulate

__all__ = ["FIGURES", "RUNS", "Simulated", "chance_of", "simulate"]
