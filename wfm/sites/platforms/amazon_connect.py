"""Amazon Connect: historical metrics reports by queue and interval, and forecasting's import file.

Names after the administrator guide, "Metrics definitions" (times are in seconds; those that begin
with "Average" are means of the contacts handled, others totals) and "Import historical data for
forecasting".
"""

from wfm.model.platform import ExportPlatform
from wfm.sites.platforms.export import Export, ExportColumn, ExportUnit

SECONDS = ExportUnit.SECONDS
AMAZON_CONNECT = Export(
    platform=ExportPlatform.AMAZON_CONNECT,
    start=("startinterval", "start interval", "interval start", "timestamp"),
    end=("endinterval", "end interval"),
    queue=("queue", "queue name", "queuename"),
    channel=("channel", "channel type", "channeltype"),
    zone=("time zone", "timezone"),
    measures=(
        ExportColumn("offered", ("contacts queued", "incoming contact volume", "contact volume")),
        ExportColumn("handled", ("contacts handled",)),
        ExportColumn("abandoned", ("contacts abandoned",)),
        ExportColumn("abandoned", ("abandonment rate",), ExportUnit.SHARE, "offered"),
        ExportColumn(
            "answered_within_threshold",
            (
                "contacts answered in 20 seconds",
                "contacts answered in 15 seconds",
                "contacts answered in 30 seconds",
                "contacts answered in 60 seconds",
            ),
        ),
        ExportColumn(
            "abandoned_within_threshold",
            (
                "contacts abandoned in 20 seconds",
                "contacts abandoned in 15 seconds",
                "contacts abandoned in 30 seconds",
                "contacts abandoned in 60 seconds",
            ),
        ),
        ExportColumn("talk_seconds", ("agent interaction time",), SECONDS),
        ExportColumn("talk_seconds", ("average agent interaction time",), SECONDS, "handled"),
        ExportColumn("hold_seconds", ("customer hold time",), SECONDS),
        ExportColumn("hold_seconds", ("average customer hold time",), SECONDS, "handled"),
        ExportColumn("acw_seconds", ("after contact work time",), SECONDS),
        ExportColumn("acw_seconds", ("average after contact work time",), SECONDS, "handled"),
        ExportColumn("handle_seconds", ("contact handle time",), SECONDS),
        ExportColumn(
            "handle_seconds", ("average handle time", "averagehandletime"), SECONDS, "handled"
        ),
        ExportColumn("wait_seconds_answered", ("average queue answer time",), SECONDS, "handled"),
    ),
)
