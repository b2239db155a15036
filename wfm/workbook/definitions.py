"""What the workbook's words mean: the one definition that each has in this product."""

from __future__ import annotations

from collections.abc import Mapping

from wfm.figures import explained
from wfm.model import Site
from wfm.model.day_parts import WORDS, weekend_in_words

FIGURES = (
    *("required", "scheduled", "net", "under_hours", "over_hours", "service_level", "asa_seconds"),
    *("abandonment", "occupancy", "aht_seconds", "paid_hours", "schedule_efficiency"),
    "cost_per_contact",
)


def definitions(site: Site) -> Mapping[str, str]:
    """Say what each word means for a site."""
    figures = (explained(name) for name in FIGURES)
    return {
        **{figure.title: figure.words for figure in figures},
        **DEFINITIONS,
        "E, D, L, N": "; ".join(
            f"{part.value[0].upper()} = {part.value}: {words}" for part, words in WORDS.items()
        )
        + ". By the clock where the agent lives; rules and fairness go by the same.",
        "Weekend days": f"Shifts that start on a {weekend_in_words(site.weekend)}.",
    }


DEFINITIONS = {
    "Short (queues apart)": "Sum over the queues of what each one lacks: a queue's spare heads "
    "do not make up for another's gap.",
    "Predicted for a day or week": "Each figure weighted by what it is a share of, below the line "
    "of its formula; percentages are never averaged plainly.",
    "Shrinkage": "Paid time in which agents are not available for contacts / paid time. Only what "
    "the scheduler does not place itself is added to the requirement.",
    "Shift": "An agent's continuous presence; it belongs to the local date on which it starts.",
    "Editing this roster": "Write shifts into the days of the sheet Roster, as 09:00–17:30 or "
    "9-17:30, two on one day as 09:00–12:00 + 14:00–18:00, and off where there is none. Rows may "
    "be sorted, filtered and hidden, but none taken out. wfm revise reads these days back, and "
    "nothing else.",
    "off": "No shift on this day.",
    "absent": "Approved time off; the reason is nobody's business here.",
    "Bound and gap": "No schedule under these rules costs less than the bound; the gap is the "
    "most by which this one could still be improved, as a share of its own price.",
}
