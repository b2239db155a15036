"""Key figures, each once: formula, weight, unit and words, of plans, records and simulations."""

from wfm.figures.columns import Explained, explained
from wfm.figures.counts import COUNTS, Measure
from wfm.figures.key_figure import KeyFigure
from wfm.figures.key_figures import FIGURES, SERVICE_LEVELS, service_level_by
from wfm.figures.units import Unit

__all__ = [
    "COUNTS",
    "FIGURES",
    "SERVICE_LEVELS",
    "Explained",
    "KeyFigure",
    "Measure",
    "Unit",
    "explained",
    "service_level_by",
]
