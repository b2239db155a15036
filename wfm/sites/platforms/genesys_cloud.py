"""Genesys Cloud: the queue performance export by interval, and files of historical data import.

Names after the resource centre, "Available columns in performance views" and "Prepare the
historical data import .csv file". Exports of views give durations in milliseconds unless they are
formatted; the import file has totals in seconds.
"""

from wfm.sites.platforms.export import Export, Measure, Unit

MS, SECONDS = Unit.MILLISECONDS, Unit.SECONDS
GENESYS_CLOUD = Export(
    platform="genesys_cloud",
    start=("interval start", "interval start utc date", "date"),
    utc=("interval start utc date",),
    end=("interval end",),
    queue=("queue name", "queue"),
    channel=("media type", "media"),
    measures=(
        Measure("offered", ("offer", "offered")),
        Measure("handled", ("answer", "answered", "interactions handled", "handle", "handled")),
        Measure("handled", ("answer %", "answered %"), Unit.SHARE, "offered"),
        Measure("abandoned", ("abandon", "abandoned")),
        Measure("abandoned", ("abandon %", "abandoned %"), Unit.SHARE, "offered"),
        Measure("handle_seconds", ("total handle time (seconds)", "total handle time"), SECONDS),
        Measure("handle_seconds", ("total handle",), MS),
        Measure("handle_seconds", ("avg handle", "average handle"), MS, "handled"),
        Measure("talk_seconds", ("total talk",), MS),
        Measure("talk_seconds", ("avg talk", "average talk"), MS, "handled"),
        Measure("hold_seconds", ("total hold",), MS),
        Measure("acw_seconds", ("total acw",), MS),
        Measure("acw_seconds", ("avg acw", "average acw"), MS, "handled"),
        Measure("wait_seconds_answered", ("total answer",), MS),
        Measure("wait_seconds_answered", ("asa", "avg answer"), MS, "handled"),
    ),
    above={"time zone": "zone", "timezone": "zone"},
)
