"""How forecasts are judged: what `forecasts.accuracy` computes, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from wfm.figures.counts import Measure
from wfm.figures.units import Unit

_ALL: Final = (
    Measure("daily_wape", "Forecast error of days", Unit.SHARE, "The error of whole days"),
    Measure("mase", "MASE", Unit.NUMBER, "Error over that of last week's values"),
    Measure("pinball", "Pinball loss", Unit.CONTACTS, "Loss of the quantiles"),
    Measure("coverage_80", "Inside 80 %", Unit.SHARE, "Intervals inside the band; 80 % should be"),
    Measure("coverage_90", "Inside 90 %", Unit.SHARE, "Intervals inside the band; 90 % should be"),
    Measure("coverage_95", "Inside 95 %", Unit.SHARE, "Intervals inside the band; 95 % should be"),
    Measure("weight", "Weight", Unit.SHARE, "Of the method in the combined forecast"),
    Measure(
        *("wape_without", "Error without", Unit.SHARE),
        "By how much the error rises without the method",
    ),
    Measure(
        *("noise_floor", "Noise floor", Unit.SHARE),
        "Forecast error of someone who knew the true rate",
    ),
    Measure("lead_week", "Lead", Unit.NUMBER, "Weeks ahead; 0 is the mean of all leads"),
)
ACCURACY: Final[Mapping[str, Measure]] = MappingProxyType({one.name: one for one in _ALL})
"""Column of a judgement → what it says."""
