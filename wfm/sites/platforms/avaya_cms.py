"""Avaya CMS: historical intervals of splits and skills, as database items or as a report.

Names after "Database Items and Calculations" (table `hsplit`: totals in seconds; `STARTTIME` is the
hour and minute in digits, `INTRVL` the minutes) and the report "Split/Skill Interval", which has
means, the split and the date above the table, and a row of totals.
"""

from wfm.sites.platforms.export import Export, Measure, Unit

SECONDS = Unit.SECONDS
AVAYA_CMS = Export(
    platform="avaya_cms",
    start=("row_date", "date"),
    clock=("starttime", "time", "interval"),
    minutes=("intrvl",),
    queue=("split", "split/skill", "skill", "split name"),
    measures=(
        Measure("offered", ("callsoffered", "calls offered")),
        Measure("handled", ("acdcalls", "acd calls")),
        Measure("abandoned", ("abncalls", "aban calls")),
        Measure("answered_within_threshold", ("acceptable",)),
        Measure("abandoned_within_threshold", ("slvlabns",)),
        Measure("talk_seconds", ("acdtime", "acd time"), SECONDS),
        Measure("talk_seconds", ("avg acd time", "avg acd talk time"), SECONDS, "handled"),
        Measure("hold_seconds", ("holdacdtime", "holdtime", "hold time"), SECONDS),
        Measure("acw_seconds", ("acwtime", "acw time"), SECONDS),
        Measure("acw_seconds", ("avg acw time", "avg after call work time"), SECONDS, "handled"),
        Measure("wait_seconds_answered", ("anstime",), SECONDS),
        Measure("wait_seconds_answered", ("avg speed ans",), SECONDS, "handled"),
    ),
    above={"split/skill": "queue", "skill": "queue", "split": "queue", "date": "date",
           "time zone": "zone"},
    packed=True,
)  # fmt: skip
