"""What the workbook's words mean: the one definition that each has in this product."""

from __future__ import annotations

from collections.abc import Mapping

from wfm.model import Site
from wfm.model.day_parts import WORDS, weekend_in_words


def definitions(site: Site) -> Mapping[str, str]:
    """Say what each word means for a site."""
    return {
        **DEFINITIONS,
        "E, D, L, N": "; ".join(
            f"{part.value[0].upper()} = {part.value}: {words}" for part, words in WORDS.items()
        )
        + ". By the site's clock; the same words hold for fairness.",
        "Weekend days": f"Shifts that start on a {weekend_in_words(site.weekend)}.",
    }


DEFINITIONS = {
    "Required": "Heads on queue that meet the service goal (gross: with residual shrinkage).",
    "Scheduled": "Heads on queue by this schedule: breaks, meals, meetings and training are out.",
    "Net": "Scheduled − required. Under and over are reported apart, as their sum hides gaps.",
    "Short (queues apart)": "Sum over the queues of what each one lacks: a queue's spare heads "
    "do not make up for another's gap.",
    "Under hours, over hours": "Head-hours below and above the requirement, summed interval by "
    "interval and queue by queue.",
    "Service level": "Answered within the threshold / offered. Deferred work: share answered "
    "within its response time. Predicted by the staffing model from forecast and schedule.",
    "ASA": "Average speed of answer: total wait of answered contacts / answered, in seconds.",
    "Abandonment": "Contacts that give up / offered.",
    "Occupancy": "Handling seconds / (handling + available seconds).",
    "Predicted for a day or week": "Weighted by contacts (service level, abandonment), answered "
    "contacts (ASA) and scheduled heads (occupancy); percentages are never averaged plainly.",
    "AHT": "(Talk + hold + after-contact work seconds) / handled.",
    "Shrinkage": "Paid time in which agents are not available for contacts / paid time. Only what "
    "the scheduler does not place itself is added to the requirement.",
    "Paid hours": "Time in shifts that the contract pays; unpaid meals are left out.",
    "Cost per contact": "(Cost of the paid hours + cost of outsourcing) / contacts handled, those "
    "of the partner too.",
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
