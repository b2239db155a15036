"""Zendesk Explore: reports of tickets or calls by date and hour.

Names after Explore's metrics and attributes of the datasets Tickets and Talk calls; an export
writes a metric with its aggregator, as in `COUNT(Tickets)` or `AVG(Talk time (sec))`.
"""

from wfm.model.platform import ExportPlatform
from wfm.sites.platforms.export import Export, ExportColumn, ExportUnit

SECONDS, MINUTES = ExportUnit.SECONDS, ExportUnit.MINUTES


def _times(field: str, *metrics: str) -> tuple[ExportColumn, ...]:
    """Give a metric of time as sums and as means, in seconds and in minutes."""
    return tuple(
        ExportColumn(field, tuple(f"{how}({name} ({mark}))" for name in metrics), unit, of)
        for how, of in (("sum", None), ("avg", "handled"))
        for mark, unit in (("sec", SECONDS), ("min", MINUTES))
    )


ZENDESK = Export(
    platform=ExportPlatform.ZENDESK,
    start=(
        "ticket created - timestamp",
        "ticket created - date",
        "call - timestamp",
        "call - date",
        "date",
    ),
    clock=("ticket created - hour", "call - hour", "hour"),
    queue=("ticket group", "call group", "group", "ticket brand", "call phone line"),
    channel=("ticket channel", "channel"),
    measures=(
        ExportColumn(
            "offered",
            (
                "count(tickets)",
                "d_count(tickets)",
                "count(created tickets)",
                "count(inbound calls)",
                "sum(inbound calls)",
                "tickets created",
                "inbound calls",
            ),
        ),
        ExportColumn(
            "handled",
            (
                "count(solved tickets)",
                "d_count(solved tickets)",
                "count(accepted calls)",
                "count(answered calls)",
                "accepted calls",
            ),
        ),
        ExportColumn(
            "abandoned",
            (
                "count(abandoned calls)",
                "count(abandoned in queue)",
                "count(missed calls)",
                "abandoned calls",
            ),
        ),
        *_times("talk_seconds", "talk time"),
        *_times("hold_seconds", "on-hold time", "hold time"),
        *_times("acw_seconds", "wrap-up time"),
        *_times("handle_seconds", "agent handle time", "handle time"),
        ExportColumn(
            "wait_seconds_answered",
            ("avg(queue wait time (sec))", "avg(call wait time (sec))"),
            SECONDS,
            "handled",
        ),
    ),
    above={"time zone": "zone", "timezone": "zone"},
)
