"""Zendesk Explore: reports of tickets or calls by date and hour.

Names after Explore's metrics and attributes of the datasets Tickets and Talk calls; an export
writes a metric with its aggregator, as in `COUNT(Tickets)` or `AVG(Talk time (sec))`.
"""

from wfm.model.platform import ExportPlatform
from wfm.sites.platforms.export import Export, ExportColumn, ExportUnit

SECONDS = ExportUnit.SECONDS
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
        ExportColumn("talk_seconds", ("sum(talk time (sec))",), SECONDS),
        ExportColumn("talk_seconds", ("avg(talk time (sec))",), SECONDS, "handled"),
        ExportColumn("hold_seconds", ("sum(on-hold time (sec))", "sum(hold time (sec))"), SECONDS),
        ExportColumn("acw_seconds", ("sum(wrap-up time (sec))",), SECONDS),
        ExportColumn("acw_seconds", ("avg(wrap-up time (sec))",), SECONDS, "handled"),
        ExportColumn(
            "handle_seconds", ("sum(agent handle time (sec))", "sum(handle time (sec))"), SECONDS
        ),
        ExportColumn(
            "handle_seconds",
            ("avg(agent handle time (sec))", "avg(handle time (sec))"),
            SECONDS,
            "handled",
        ),
        ExportColumn(
            "wait_seconds_answered",
            ("avg(queue wait time (sec))", "avg(call wait time (sec))"),
            SECONDS,
            "handled",
        ),
    ),
    above={"time zone": "zone", "timezone": "zone"},
)
