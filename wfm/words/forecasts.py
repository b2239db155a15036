"""What there is to say of a forecast, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "forecast.no_history": "queue {queue} has no history, so that no heads are required for it",
    "forecast.override_touches_nothing": (
        "the override of {queue} from {start:instant} to {end:instant} touches no interval of the "
        "week"
    ),
    "forecast.nothing_to_compare": "nothing is compared with a forecast: {reasons:|then}",
    "forecast.no_history_at_all": "there is no history",
}
