"""Genesys Cloud: the queue performance export by interval, and files of historical data import.

Names after the resource centre, "Available columns in performance views" and "Prepare the
historical data import .csv file". Exports of views give durations in milliseconds unless they are
formatted; the import file has totals in seconds.
"""

from wfm.model.platform import ExportPlatform
from wfm.sites.platforms.export import Export, ExportColumn, ExportUnit

MS, SECONDS = ExportUnit.MILLISECONDS, ExportUnit.SECONDS
GENESYS_CLOUD = Export(
    platform=ExportPlatform.GENESYS_CLOUD,
    start=("interval start", "interval start utc date", "date"),
    utc=("interval start utc date",),
    end=("interval end",),
    queue=("queue name", "queue"),
    channel=("media type", "media"),
    measures=(
        ExportColumn("offered", ("offer", "offered")),
        ExportColumn(
            "handled", ("answer", "answered", "interactions handled", "handle", "handled")
        ),
        ExportColumn("handled", ("answer %", "answered %"), ExportUnit.SHARE, "offered"),
        ExportColumn("abandoned", ("abandon", "abandoned")),
        ExportColumn("abandoned", ("abandon %", "abandoned %"), ExportUnit.SHARE, "offered"),
        ExportColumn(
            "handle_seconds", ("total handle time (seconds)", "total handle time"), SECONDS
        ),
        ExportColumn("handle_seconds", ("total handle",), MS),
        ExportColumn("handle_seconds", ("avg handle", "average handle"), MS, "handled"),
        ExportColumn("talk_seconds", ("total talk",), MS),
        ExportColumn("talk_seconds", ("avg talk", "average talk"), MS, "handled"),
        ExportColumn("hold_seconds", ("total hold",), MS),
        ExportColumn("acw_seconds", ("total acw",), MS),
        ExportColumn("acw_seconds", ("avg acw", "average acw"), MS, "handled"),
        ExportColumn("wait_seconds_answered", ("total answer",), MS),
        ExportColumn("wait_seconds_answered", ("asa", "avg answer"), MS, "handled"),
    ),
    above={"time zone": "zone", "timezone": "zone"},
)
