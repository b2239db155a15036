"""What there is to say of agents' wishes, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "wish.refused.no_week": "{week:date} is no first day of a week: that is {first:date}",
    "wish.refused.none_taken": "this site takes no wishes: ask your planner",
    "wish.refused.closed": (
        "wishes for the week of {week:date} closed on {at:full_time}; the next that is open "
        "begins on {first:date}"
    ),
    "wish.refused.too_early": (
        "wishes for the week of {week:date} are not taken yet: the last that is open begins on "
        "{last:date}"
    ),
    "wish.refused.other_week": "{date:date} is not in the week of {week:date}",
    "wish.refused.twice": "{date:date} has the wish {wish:word} twice",
    "wish.refused.off_and_on": "{date:date} is wished off: a wish for its hours has no sense then",
    "wish.refused.points": "{points} points are spent, and {most} may be: lower some",
    "wish.refused.no_away": (
        "this site takes no times in which you cannot work: ask for leave instead"
    ),
    "wish.refused.away": (
        "you may say of {most} {most:day/days} a week that you cannot work, and it is {days}: "
        "ask for leave instead, or for fewer"
    ),
}
