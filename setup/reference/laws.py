"""Reference: what each set of limits of a working-time law asks, with its source and date."""

from __future__ import annotations

from collections.abc import Iterator

from setup.reference.markdown import code, joined, table
from wfm.scheduling.rules.laws import LAWS, LegalLimits, MealPeriod, Pauses

INTRODUCTION = """\
The sets hold what one agent's week shows; work plans may be stricter, and then hold. Averages over
months, night work by age or health, and what collective agreements change are not among them. The
date is that of the wording. They are no legal advice: compare them with your own contracts.
"""


def laws() -> str:
    """Write the sets of limits as a table."""
    rows = [
        (code(str(law)), f"{limits.source}, {limits.as_of:%Y-%m-%d}", "; ".join(_asked(limits)))
        for law, limits in LAWS.items()
    ]
    return joined(INTRODUCTION, table(("law", "source and date", "what it asks"), rows))


def _asked(limits: LegalLimits) -> Iterator[str]:
    spans = {
        "{} h between shifts": limits.rest,
        "{} h of rest in one piece a week": limits.weekly_rest,
        "at most {} h of work a day": limits.day,
        "at most {} h of work a week": limits.week,
        "paid hours beyond {} a week are overtime": limits.regular_week,
        "at most {} h without a pause": limits.stretch,
    }
    yield from (text.format(f"{minutes / 60:g}") for text, minutes in spans.items() if minutes)
    if limits.days is not None:
        yield f"at most {limits.days} days in a row"
    yield from map(_pauses, limits.pauses)
    yield from map(_meal, limits.meals)


def _pauses(asked: Pauses) -> str:
    kind = "pauses" if asked.category is None else f"{asked.category}s, which count as work,"
    parts = f" in parts of at least {asked.part}" if 1 < asked.part < asked.minutes else ""
    least = "a pause" if asked.minutes == 1 else f"{asked.minutes} min of {kind}{parts}"
    return f"{least} in more than {_hours(asked.over)} of work"


def _meal(asked: MealPeriod) -> str:
    if asked.clock is not None:
        when = f" between {_clock(asked.clock[0])} and {_clock(asked.clock[1])}"
    elif asked.middle:
        when = " midway"
    else:
        when = "" if asked.latest is None else f" begun in the first {_hours(asked.latest)}"
    whole_day = asked.starts == (0, 1439)
    starts = "" if whole_day else f" that begin from {' to '.join(map(_clock, asked.starts))}"
    ends = f" and end at {_clock(asked.ends)} or later" if asked.ends else ""
    long = f" of more than {_hours(asked.over)}" if asked.over else ""
    return f"a meal of {asked.minutes} min{when} in shifts{long}{starts}{ends}"


def _hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02} h"


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
