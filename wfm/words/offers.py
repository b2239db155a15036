"""What there is to say of offered hours, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "offer.refused.working": "you work then already",
    "offer.refused.not_working": "you do not work then",
    "offer.refused.half": "give up the whole shift, or at most half of it",
    "offer.refused.full": "all places are taken",
    "offer.refused.late": "it is over",
    "offer.refused.answered": "you have said yes already",
    "offer.refused.unanswered": "you have not said yes to it",
    "offer.refused.decided": "it is decided already",
    "offer.refused.rules": "rules speak against these hours for you",
    "offer.refused.nobody": (
        "nobody may take these hours by all rules: try others, or let a rule give way "
        "in self-service"
    ),
    "offer.span": "The hours end before they begin, or are more than a day.",
    "offer.begun": "The hours have begun.",
    "offer.deadline": "The deadline is over, or later than the hours begin.",
    "offer.no_queue": "There is no queue {name:quoted}.",
}
