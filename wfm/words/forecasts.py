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
    "forecast.level_changed": (
        "{queue}: its level seems to have changed by {change:+.0f} % since {since:full_date}, "
        "beyond what its days vary. If it stays so, accept it (--accept-shifts, or on the page of "
        "the forecast), or plan it as an event: {event}, from {since:date} to {until:date}, effect "
        "{effect:g}. Until then the bands are wider"
    ),
    "forecast.level_accepted": (
        "{queue}: forecast at its new level, {change:+.0f} % since {since:full_date}, as accepted. "
        "Later forecasts know it by the event {event}, from {since:date} to {until:date}, effect "
        "{effect:g}"
    ),
    "forecast.nothing_to_compare": "nothing is compared with a forecast: {reasons:|then}",
    "forecast.no_history_at_all": "there is no history",
}
