"""Amazon Connect: historical metrics reports by queue and interval, and forecasting's import file.

Names after the administrator guide, "Metrics definitions" (times are in seconds; those that begin
with "Average" are means of the contacts handled, others totals) and "Import historical data for
forecasting".
"""

from wfm.sites.platforms.export import Export, Measure, Unit

SECONDS = Unit.SECONDS
AMAZON_CONNECT = Export(
    platform="amazon_connect",
    start=("startinterval", "start interval", "interval start", "timestamp"),
    end=("endinterval", "end interval"),
    queue=("queue", "queue name", "queuename"),
    channel=("channel", "channel type", "channeltype"),
    zone=("time zone", "timezone"),
    measures=(
        Measure("offered", ("contacts queued", "incoming contact volume", "contact volume")),
        Measure("handled", ("contacts handled",)),
        Measure("abandoned", ("contacts abandoned",)),
        Measure("abandoned", ("abandonment rate",), Unit.SHARE, "offered"),
        Measure("answered_within_threshold",
                ("contacts answered in 20 seconds", "contacts answered in 15 seconds",
                 "contacts answered in 30 seconds", "contacts answered in 60 seconds")),
        Measure("abandoned_within_threshold",
                ("contacts abandoned in 20 seconds", "contacts abandoned in 15 seconds",
                 "contacts abandoned in 30 seconds", "contacts abandoned in 60 seconds")),
        Measure("talk_seconds", ("agent interaction time",), SECONDS),
        Measure("talk_seconds", ("average agent interaction time",), SECONDS, "handled"),
        Measure("hold_seconds", ("customer hold time",), SECONDS),
        Measure("hold_seconds", ("average customer hold time",), SECONDS, "handled"),
        Measure("acw_seconds", ("after contact work time",), SECONDS),
        Measure("acw_seconds", ("average after contact work time",), SECONDS, "handled"),
        Measure("handle_seconds", ("contact handle time",), SECONDS),
        Measure("handle_seconds", ("average handle time", "averagehandletime"), SECONDS, "handled"),
        Measure("wait_seconds_answered", ("average queue answer time",), SECONDS, "handled"),
    ),
)  # fmt: skip
