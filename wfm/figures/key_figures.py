"""The key figures, each once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from wfm.errors import ParameterError
from wfm.figures.key_figure import KeyFigure, Terms
from wfm.figures.units import Unit
from wfm.words import phrase


def _service_level(convention: str, part: Terms, whole: Terms) -> KeyFigure:
    return KeyFigure(
        "service_level",
        "Service level",
        Unit.SHARE,
        part,
        whole,
        "no contacts came",
        f"T is the threshold of the goal; convention “{convention}”. Of deferred work a plan and a "
        "simulation give the share in window here.",
    )


SERVICE_LEVELS: Final[Mapping[str, KeyFigure]] = MappingProxyType(
    {
        "offered": _service_level("offered", {"answered_within_threshold": 1}, {"offered": 1}),
        "offered_less_short_abandons": _service_level(
            "offered_less_short_abandons",
            {"answered_within_threshold": 1},
            {"offered": 1, "abandoned_within_threshold": -1},
        ),
        "abandons_count": _service_level(
            "abandons_count",
            {"answered_within_threshold": 1, "abandoned_within_threshold": 1},
            {"offered": 1},
        ),
        "answered": _service_level("answered", {"answered_within_threshold": 1}, {"handled": 1}),
    }
)
"""Convention → service level."""
SERVICE_LEVEL: Final = SERVICE_LEVELS["offered"]
ASA: Final = KeyFigure(
    "asa_seconds",
    "ASA",
    Unit.SECONDS,
    {"wait_seconds_answered": 1},
    {"handled": 1},
    "no contact was answered",
    "Average speed of answer, in seconds.",
    lower_is_better=True,
    of_deferred=False,
)
ABANDONMENT: Final = KeyFigure(
    "abandonment",
    "Abandonment",
    Unit.SHARE,
    {"abandoned": 1},
    {"offered": 1},
    "no contacts came",
    lower_is_better=True,
    of_deferred=False,
)
OCCUPANCY: Final = KeyFigure(
    "occupancy",
    "Occupancy",
    Unit.SHARE,
    {"handle_seconds": 1},
    {"present_seconds": 1},
    "nobody was on queue",
    "Several chats at once count as several heads.",
    most=1.0,
    lower_is_better=True,
)
AHT: Final = KeyFigure(
    "aht_seconds",
    "AHT",
    Unit.SECONDS,
    {"handle_seconds": 1},
    {"handled": 1},
    "no contact was handled",
    "Handling is talk, hold and after-contact work.",
    lower_is_better=True,
)
SHARE_IN_WINDOW: Final = KeyFigure(
    "share_in_window",
    "Share in window",
    Unit.SHARE,
    {"answered_in_window": 1},
    {"judged": 1},
    "of no contact it is known whether it was in time",
    "Of deferred work; recorded first come first served where the platform does not say it.",
)
SCHEDULE_EFFICIENCY: Final = KeyFigure(
    "schedule_efficiency",
    "Schedule efficiency",
    Unit.SHARE,
    {"under_hours": 1, "over_hours": 1},
    {"required_hours": 1},
    "nobody is required",
    "Under and over interval by interval, gross.",
    complement=True,
)
ADHERENCE: Final = KeyFigure(
    "adherence",
    "Adherence",
    Unit.SHARE,
    {"in_seconds": 1},
    {"in_seconds": 1, "out_seconds": 1},
    "no scheduled time is graded",
    "Was the agent doing what was scheduled, when it was scheduled. An authorised exception counts "
    "as in. Where unscheduled work counts, on-queue time outside the shift is out and joins the "
    "base. By the default method; others are listed below.",
)
CONFORMANCE: Final = KeyFigure(
    "conformance",
    "Conformance",
    Unit.SHARE,
    {"on_queue_worked_seconds": 1},
    {"on_queue_scheduled_seconds": 1, "on_queue_unknown_seconds": -1},
    "no on-queue time was scheduled",
    "Did the agent work as much as scheduled, whenever it was; may exceed 100 %.",
)
SHRINKAGE_PLANNED: Final = KeyFigure(
    "shrinkage_planned",
    "Shrinkage planned",
    Unit.SHARE,
    {"on_queue_hours": 1},
    {"paid_hours": 1},
    "no time is paid",
    "Paid time that the schedule itself keeps off the queues.",
    complement=True,
)
SHRINKAGE_UNPLANNED: Final = KeyFigure(
    "shrinkage_unplanned",
    "Shrinkage unplanned",
    Unit.SHARE,
    {"lost_hours": 1},
    {"paid_hours": 1},
    "no time is paid",
    "Paid time scheduled on queue and known to be spent elsewhere.",
    lower_is_better=True,
)
COST_PER_CONTACT: Final = KeyFigure(
    "cost_per_contact",
    "Cost per contact",
    Unit.MONEY,
    {"cost": 1, "outsourcing_cost": 1},
    {"handled": 1, "outsourced": 1},
    "no contact is handled",
    "Contacts of the partner count, too.",
    lower_is_better=True,
)
COST_PER_VALUE: Final = KeyFigure(
    "cost_per_value",
    "Cost per value",
    Unit.NUMBER,
    {"remedy_cost": 1},
    {"saved_by_one_head": 1},
    "a further head would have saved nothing",
    "The cost of one of the remedy's heads.",
    lower_is_better=True,
)
TURNOVER: Final = KeyFigure(
    "turnover",
    "Agent turnover",
    Unit.SHARE_A_YEAR,
    {"leavers": 1},
    {"mean_headcount": 1},
    "nobody was employed",
    lower_is_better=True,
)
SATISFACTION: Final = KeyFigure(
    "satisfaction",
    "Satisfaction",
    Unit.POINTS,
    {"scores": 1},
    {"answers": 1},
    "no scores were imported",
)
WAPE: Final = KeyFigure(
    "wape",
    "Forecast error",
    Unit.SHARE,
    {"absolute_errors": 1},
    {"came": 1},
    "nothing came",
    "Weighted absolute percentage error.",
    lower_is_better=True,
)
BIAS: Final = KeyFigure(
    "bias",
    "Bias of the forecast",
    Unit.SHARE,
    {"errors": 1},
    {"came": 1},
    "nothing came",
    "Above 0 the forecast was too high.",
)

FIGURES: Final[Mapping[str, KeyFigure]] = MappingProxyType(
    {
        figure.name: figure
        for figure in (
            *(SERVICE_LEVEL, ASA, ABANDONMENT, OCCUPANCY, AHT, SHARE_IN_WINDOW),
            *(SCHEDULE_EFFICIENCY, ADHERENCE, CONFORMANCE, SHRINKAGE_PLANNED, SHRINKAGE_UNPLANNED),
            *(COST_PER_CONTACT, COST_PER_VALUE, TURNOVER, SATISFACTION, WAPE, BIAS),
        )
    }
)
"""Name → key figure."""
OF_SERVICE: Final = (SERVICE_LEVEL, ASA, ABANDONMENT, OCCUPANCY)
"""What staffing model and simulation give of every interval."""


def service_level_by(convention: str) -> KeyFigure:
    """Give the service level by a convention.

    Raises
    ------
    ParameterError
        For a name that is not in `SERVICE_LEVELS`.
    """
    if convention not in SERVICE_LEVELS:
        raise ParameterError(
            "convention", convention, phrase("range.one_of", names=tuple(SERVICE_LEVELS))
        )
    return SERVICE_LEVELS[convention]
