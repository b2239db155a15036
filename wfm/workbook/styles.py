"""How the workbook looks: colours, number formats, letters; text stands beside every colour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal
from zoneinfo import ZoneInfo

from wfm.model import ActivityCategory, Agent, Shift
from wfm.model.day_parts import DayPart, part_of

INK, PAPER, BAND, RULE, ACCENT = "1F2937", "FFFFFF", "F3F4F6", "D1D5DB", "1E3A5F"
SHORT, OVER = "F4A582", "92C5DE"
"""Under and over the requirement: told apart by colour-blind eyes too."""

DATE, DAY, CLOCK, MOMENT = "yyyy-mm-dd", "ddd d mmm", "hh:mm", "yyyy-mm-dd hh:mm"
TEXT = "@"
DURATION, PERCENT, COUNT, ONE, TWO = "[h]:mm", "0.0%", "#,##0", "#,##0.0", "#,##0.00"

LETTERS = {
    ActivityCategory.ON_QUEUE: ("Q", "DBEAFE", "on queue"),
    ActivityCategory.BREAK: ("B", "FDE68A", "break"),
    ActivityCategory.MEAL: ("M", "FDBA74", "meal"),
    ActivityCategory.MEETING: ("G", "DDD6FE", "meeting"),
    ActivityCategory.TRAINING: ("T", "BBF7D0", "training"),
    ActivityCategory.OFF_QUEUE_WORK: ("O", "E5E7EB", "off-queue work"),
    ActivityCategory.TIME_OFF: ("A", "D1D5DB", "absent"),
    ActivityCategory.UNAVAILABLE: ("U", "D1D5DB", "unavailable"),
}
"""Category → letter, colour and word of the day grids."""

COLOURS = {
    DayPart.EARLY: "FEF3C7",
    DayPart.DAY: "DBEAFE",
    DayPart.LATE: "E9D5FF",
    DayPart.NIGHT: "A5B4C8",
}
SHIFT_CODES = {part.value[0].upper(): (colour, part.value) for part, colour in COLOURS.items()}
"""Code → colour and word of the roster's shifts."""

ABSENT, ABSENT_FILL = "absent", "D1D5DB"
OFF, OFF_FILL = "off", BAND


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that a cell's style says."""

    number_format: str = "General"
    fill: str | None = None
    ink: str = INK
    bold: bool = False
    size: int = 10
    align: Literal["left", "center", "right"] = "left"
    wrap: bool = False
    upright: bool = False
    """Written from bottom to top, for narrow columns."""
    ruled: bool = False
    """A thin line above: a new group begins."""
    quoted: bool = False
    """Shown as text even after somebody edits the cell."""

    def on(self, fill: str | None) -> Look:
        """Return the same look on another ground."""
        return replace(self, fill=fill)

    def as_text(self) -> Look:
        """Return the same look for a text that begins like a formula."""
        return replace(self, quoted=True)


PLAIN = Look()
WRAPPED = Look(wrap=True)
TITLE = Look(bold=True, size=16, ink=ACCENT)
SUBTITLE = Look(ink="6B7280")
SECTION = Look(bold=True, size=12, ink=ACCENT)
HEADER = Look(bold=True, fill=ACCENT, ink=PAPER, align="center", wrap=True)
LABEL = Look(bold=True)
CENTRED = Look(align="center")
CLOCK_HEADER = Look(CLOCK, ACCENT, PAPER, bold=True, size=8, align="center", upright=True)
HEADS = Look("0.0", size=7, align="center")
NARROW = 3.7
"""Width of a column that is one interval."""


def number(number_format: str) -> Look:
    """Look of a figure."""
    return Look(number_format=number_format, align="right")


def shift_code(shift: Shift, agent: Agent, time_zone: str) -> str:
    """Return E, D, L or N, by the clock of the agent, who has a zone of their own or the site's."""
    return part_of(shift, ZoneInfo(agent.time_zone or time_zone)).value[0].upper()
