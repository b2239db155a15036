"""Recorded states against a published schedule, and planned against actual staff."""

from wfm.adherence.event_log import merge
from wfm.adherence.figures import Figure, Figures, Stamp
from wfm.adherence.grading import AuthorisedException
from wfm.adherence.mapping import ImpactTable, StateMap
from wfm.adherence.measure import Measurement, Policy, ShiftFigures, measure
from wfm.adherence.methods import METHODS
from wfm.adherence.silence import Silence
from wfm.adherence.state_events import read_events
from wfm.adherence.tally import Tally

__all__ = [
    "METHODS",
    "AuthorisedException",
    "Figure",
    "Figures",
    "ImpactTable",
    "Measurement",
    "Policy",
    "ShiftFigures",
    "Silence",
    "Stamp",
    "StateMap",
    "Tally",
    "measure",
    "merge",
    "read_events",
]
