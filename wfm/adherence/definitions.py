"""What the words of a report of planned against actual mean, in one place."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

DEFINITIONS: Final = MappingProxyType(
    {
        "Adherence": "Was the agent doing what was scheduled, when it was scheduled: in / (in + "
        "out) by the default method. An authorised exception counts as in. Where unscheduled work "
        "counts, on-queue time outside the shift is out and joins the base.",
        "Conformance": "On-queue seconds worked, whenever it was / on-queue seconds scheduled. "
        "Scheduled time of which nothing is known is left out of the base. May exceed 100 %.",
        "In, out, neutral, ignored": "Each pair of scheduled and actual category has one impact, "
        "by a table that the site can change. Neutral and ignored time is not graded. A break or "
        "meal spent logged off is in only after the agent has come to the shift.",
        "Unknown": "The feed was silent, or the recorded state has no category. Never out.",
        "Tolerance": "A deviation of at most this length that touches an edge of its activity is "
        "no exception.",
        "Silent feed": "A feed is believed until the agents due on shift have together been due "
        "for ten hours since its last word (never sooner than 15 minutes), unless one fixed time "
        "was chosen; one agent's state is believed for twelve hours.",
        "Required": "Heads on queue that meet the service goal; gross, with residual shrinkage. "
        "“Required on queue” is the same without it.",
        "Scheduled": "Heads on queue by the published schedule.",
        "Actual": "Mean heads recorded on queue. Shrinkage has already happened to them, so that "
        "they stand against “required on queue”. Agents of several queues are shared among them "
        "by what the schedule lacks in each; no head counts twice.",
        "Under, over": "Heads below and above the requirement, apart: their sum hides gaps. "
        "Unknown heads count as working where actual heads are compared.",
        "Absent": "Scheduled heads of agents who were not logged on in their whole shift.",
        "Planned": "By the staffing model: forecast demand met by the scheduled heads. The service "
        "level of deferred work is the share answered in its window; idle agents of blended queues "
        "do it too, here as in the figures predicted and in the bridge.",
        "Predicted": "By the staffing model: recorded demand met by the recorded heads.",
        "Bridge": "One input of the staffing model is swapped at a time, in this order: volume, "
        "AHT, absence, adherence, schedule fit. It goes from the forecast met by the required "
        "heads to what is predicted. Residual shrinkage is set against adherence. Of deferred "
        "work it explains the share answered in its window.",
        "Service level": "Answered within the threshold / offered (convention “offered”).",
        "ASA": "Total wait of answered contacts / answered, in seconds.",
        "Abandonment": "Abandoned / offered.",
        "Occupancy": "Handling seconds / (handling + available seconds), here: handling seconds "
        "per head on queue; several chats at once count as several heads.",
        "Share in window": "Deferred work: answered within the response window / handled, or "
        "where the platform does not record it, first come first served by interval.",
        "Oldest age": "Deferred work: age of the oldest contact that waits, first come first "
        "served.",
        "Shrinkage planned": "Paid time that the schedule itself keeps off the queues / paid time.",
        "Shrinkage unplanned": "Paid time scheduled on queue and known to be spent elsewhere / "
        "paid time.",
        "Cost per contact": "Cost of the paid hours / contacts handled.",
        "Agent turnover": "Leavers of the last twelve months / mean headcount.",
        "Remedy": "The one that costs least for each head it brings, of those at hand in the "
        "interval. Assumed, as no site declares it: overtime costs 1.5 × the hourly cost; a "
        "meeting or training that is put off is paid twice; hiring costs one shift, the shortest "
        "that a contract has; moving breaks, lending spare heads and coming back cost nothing.",
        "Satisfaction": "Mean of the scores that customers gave and that were imported.",
        "Value lost": "Abandoned contacts × the queue's value of a contact.",
    }
)
