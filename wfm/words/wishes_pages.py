"""What there is to say on the pages of wishes, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "page.my_wishes.title": "Wishes",
    "page.my_wishes.week": "Week of {week:date}",
    "page.my_wishes.open": "Open until {at:full_time}",
    "page.my_wishes.closed": "Closed since {at:full_time}",
    "page.my_wishes.not_yet": "Not open yet",
    "page.my_wishes.none_taken": "This site takes no wishes at the moment.",
    "page.my_wishes.form": "What do you wish?",
    "page.my_wishes.explain": (
        "You have {most} points for the week. The more points a wish has, the more it costs the "
        "plan to refuse it; a wish is no promise."
    ),
    "page.my_wishes.away": (
        "“I cannot work” is kept in any case, on {most} {most:day/days} of a week at most."
    ),
    "page.my_wishes.spent": "{points} of {most} points spent",
    "page.my_wishes.kind": "Wish",
    "page.my_wishes.kind.none": "no wish",
    "page.my_wishes.kind.day_off": "day off",
    "page.my_wishes.kind.start_between": "start between",
    "page.my_wishes.kind.shift_off": "no work between",
    "page.my_wishes.kind.away": "I cannot work",
    "page.my_wishes.points": "Points",
    "page.my_wishes.points_of": "{points} {points:point/points}",
    "page.my_wishes.do": "Save wishes",
    "page.my_wishes.saved": "Your wishes are saved.",
    "page.my_wishes.mine": "What you wished",
    "page.my_wishes.nothing": "Nothing.",
    "page.my_wishes.fate.open": "open",
    "page.my_wishes.fate.closed": "not planned yet",
    "page.my_wishes.fate.granted": "granted",
    "page.my_wishes.fate.refused": "not possible",
    "page.my_wishes.share": "Your share of unpopular work",
    "page.my_wishes.share.weeks": "{weeks} published {weeks:week/weeks}, from {first:date}.",
    "page.my_wishes.share.none": "No week is published yet.",
    "page.my_wishes.share.own": "You",
    "page.my_wishes.share.team": "Team (median)",
    "page.my_wishes.share.beyond": "Beyond a fair share",
    "page.my_wishes.share.explain": (
        "Where you had more than a fair share, the next plan spares you; weeks before these count "
        "as well."
    ),
    "page.my_wishes.share.weekend": "Weekend shifts",
    "page.my_wishes.share.night": "Nights",
    "page.my_wishes.share.late": "Late ends",
    "page.my_wishes.share.wish": "Wishes refused",
    "page.wishes.title": "Wishes of the agents",
    "page.wishes.granted": "{granted} of {wishes} granted",
}
