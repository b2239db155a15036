"""Avaya CMS: historical intervals of splits and skills, as database items or as a report.

Names after "Database Items and Calculations" (table `hsplit`: totals in seconds; `STARTTIME` is the
hour and minute in digits, `INTRVL` the minutes) and the report "Split/Skill Interval", which has
means, the split and the date above the table, and a row of totals.
"""

from wfm.model.platform import ExportPlatform
from wfm.sites.platforms.export import Export, ExportColumn, ExportUnit

SECONDS = ExportUnit.SECONDS
AVAYA_CMS = Export(
    platform=ExportPlatform.AVAYA_CMS,
    start=("row_date", "date"),
    clock=("starttime", "time", "interval"),
    minutes=("intrvl",),
    queue=("split", "split/skill", "skill", "split name"),
    measures=(
        ExportColumn("offered", ("callsoffered", "calls offered")),
        ExportColumn("handled", ("acdcalls", "acd calls")),
        ExportColumn("abandoned", ("abncalls", "aban calls")),
        ExportColumn("answered_within_threshold", ("acceptable",)),
        ExportColumn("abandoned_within_threshold", ("slvlabns",)),
        ExportColumn("talk_seconds", ("acdtime", "acd time"), SECONDS),
        ExportColumn("talk_seconds", ("avg acd time", "avg acd talk time"), SECONDS, "handled"),
        ExportColumn("hold_seconds", ("holdacdtime", "holdtime", "hold time"), SECONDS),
        ExportColumn("acw_seconds", ("acwtime", "acw time"), SECONDS),
        ExportColumn(
            "acw_seconds", ("avg acw time", "avg after call work time"), SECONDS, "handled"
        ),
        ExportColumn("wait_seconds_answered", ("anstime",), SECONDS),
        ExportColumn("wait_seconds_answered", ("avg speed ans",), SECONDS, "handled"),
    ),
    above={
        "split/skill": "queue",
        "skill": "queue",
        "split": "queue",
        "date": "date",
        "time zone": "zone",
    },
    packed=True,
)
