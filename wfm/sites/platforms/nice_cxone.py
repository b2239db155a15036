"""NICE CXone: interval reports by skill, and the exports of its workforce management.

Names after the online help, "Data Download Metrics" (counts end in `_Cnt`, times in `_Time` or
`_Seconds`) and "CT Queue Data Export Module" (fields between bars, after `#fields:`, a date apart
from its period, and the zone in `TZ`; dates there begin with the month).
"""

from wfm.model.platform import ExportPlatform
from wfm.sites.platforms.export import Export, ExportColumn, ExportUnit

SECONDS = ExportUnit.SECONDS
NICE_CXONE = Export(
    platform=ExportPlatform.NICE_CXONE,
    start=("interval start", "start date", "start_date", "date"),
    clock=("period", "interval", "start time", "start_time", "time"),
    end=("end time", "end_time"),
    queue=("queuename", "skill name", "skill_name", "skill", "queue", "ctname", "ct name"),
    channel=("media type", "media_type", "media_name", "channel"),
    zone=("tz",),
    measures=(
        ExportColumn(
            "offered",
            (
                "contacts received",
                "contactsreceived",
                "offered",
                "queued_cnt",
                "contacts queued",
                "queued",
            ),
        ),
        ExportColumn(
            "handled",
            (
                "contacts handled",
                "contactshandled",
                "handled",
                "acd_cnt",
                "answered",
                "answered_cnt",
            ),
        ),
        ExportColumn("abandoned", ("abandon_cnt", "contacts abandoned", "abandons", "abandoned")),
        ExportColumn(
            "abandoned", ("abandonrate", "abandon rate", "abandon %"), ExportUnit.SHARE, "offered"
        ),
        ExportColumn("talk_seconds", ("active_talk_time", "talk_seconds", "talk time"), SECONDS),
        ExportColumn("talk_seconds", ("avg_talk_time", "average talk time"), SECONDS, "handled"),
        ExportColumn("hold_seconds", ("hold_time", "hold_seconds", "hold time"), SECONDS),
        ExportColumn("acw_seconds", ("acw_seconds", "acw_time", "acw time"), SECONDS),
        ExportColumn("acw_seconds", ("avg_acw_time", "average acw time"), SECONDS, "handled"),
        ExportColumn("handle_seconds", ("handle_time", "handle time", "handle_seconds"), SECONDS),
        ExportColumn(
            "handle_seconds",
            ("aht", "avg_handle_time", "average handle time", "avghandletime"),
            SECONDS,
            "handled",
        ),
        ExportColumn(
            "wait_seconds_answered",
            ("asa", "average speed of answer", "avg_speed_of_answer"),
            SECONDS,
            "handled",
        ),
    ),
    above={"time zone": "zone", "timezone": "zone"},
    packed=True,
)
