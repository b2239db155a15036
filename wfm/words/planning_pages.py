"""What there is to say on the pages of weeks and their plans, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "page.day": "Day",
    "page.week": "Week",
    "page.weeks.title": "Weeks",
    "page.weeks.state": "State",
    "page.weeks.open": "Open",
    "page.weeks.published": "published, version {number}",
    "page.weeks.changed": "changed in draft {number}",
    "page.weeks.draft": "draft {number}",
    "page.weeks.forecast": "forecast",
    "page.weeks.nothing": "nothing yet",
    "page.weeks.board": "Board",
    "page.weeks.plan": "Plan",
    "page.weeks.runs": "Latest runs",
    "page.weeks.no_run": "None yet.",
    "page.weeks.next": "Plan the week of {week:full_date}",
    "page.weeks.next.after": (
        "It goes on from version {number}, which is published for the week of {week:full_date}: "
        "rest, days in a row, fairness, refused wishes and what waits in e-mail."
    ),
    "page.weeks.next.afresh": "Nothing is published before it: it goes on from the newest draft.",
    "page.weeks.next.draft": "What was edited by hand in draft {number} stays.",
    "page.week.all": "All weeks",
    "page.week.versions": "Versions",
    "page.week.version": "Version",
    "page.week.number": "Version {number}",
    "page.week.made": "Made",
    "page.week.note": "Note",
    "page.week.do": "Actions",
    "page.week.copy": "Copy",
    "page.week.revert": "Publish again",
    "page.week.none": "Nothing is planned yet.",
    "page.week.plan": "Plan this week",
    "page.week.plan.what": (
        "Forecast, heads and shifts are made anew; a new draft comes out, which nobody sees "
        "until it is published."
    ),
    "page.week.plan.do": "Plan",
    "page.week.time": "Time to search",
    "page.week.seconds": "{seconds} {seconds:second/seconds}",
    "page.week.minutes": "{minutes} {minutes:minute/minutes}",
    "page.week.price": "What a missing head costs",
    "page.week.price.heads": "By heads: missing ones are spread evenly",
    "page.week.price.service": "By service: what it does to the service level",
    "page.week.price.answered": "By contacts answered in time",
    "page.week.base": "Go on from",
    "page.week.base.none": "Nothing",
    "page.week.base.what": "What is past, locked or edited by hand in it stays.",
    "page.week.anyway": "Plan even if skills match no queue and much work would stay undone",
    "page.week.starts": "Weeks of this site start on another weekday.",
    "page.forecast.chart": "Contacts by interval",
    "page.forecast.chart.what": (
        "Thin: as forecast. Thick: what overrides made of it. A shaded time has an override; a "
        "dashed border means that it was made after this forecast, which does not know it yet."
    ),
    "page.forecast.chart.of": (
        "{queue}: at most {most:.1f} contacts in an interval; {count} {count:override/overrides}"
    ),
    "page.forecast.overrides": "Overrides",
    "page.forecast.override": "Override",
    "page.forecast.reason": "Why",
    "page.forecast.multiplied": "× {factor:g}",
    "page.forecast.replaced": "{contacts:g} in each interval",
    "page.forecast.later": "not in this forecast",
    "page.repairs.title": "Best repairs",
    "page.repairs.what": (
        "Edits that mend a broken rule or a gap and break no more than they mend, the best first. "
        "Applying one changes this draft alone, and can be undone on the board."
    ),
    "page.repairs.back": "Back",
    "page.repairs.missing": "Missing head-hours of the week",
    "page.repairs.apply": "Apply",
    "page.repairs.none": "No single edit of this day mends a rule or a gap.",
    "page.versions.title": "Versions side by side",
    "page.versions.before": "From",
    "page.versions.after": "To",
    "page.versions.do": "Compare",
    "page.versions.back": "Back to the week",
    "page.versions.totals": "The week",
    "page.versions.broken": "Broken rules",
    "page.versions.queues": "Heads and service",
    "page.versions.measured": (
        "Head-hours; both are measured by what version {number} was planned for. The numbers "
        "before a day lead to it on the board."
    ),
    "page.versions.no_figures": "No forecast and requirement of these versions were kept.",
    "page.versions.required": "Required h",
    "page.versions.scheduled": "Scheduled h",
    "page.versions.open": "Version {number} on {date:date}",
    "page.versions.days": "Days of agents that differ: {count}",
    "page.versions.same": "All days are the same.",
    "page.versions.notice": "Notice h",
    "page.versions.short": (
        "Less than {hours} {hours:hour/hours} of notice, for {count} {count:agent/agents}:"
    ),
    "page.versions.short.none": "Nobody has less than {hours} {hours:hour/hours} of notice.",
    "page.versions.short.tag": "short",
    "page.schedule.draft": "draft",
    "page.schedule.published": "published",
    "page.schedule.superseded": "superseded",
    "page.run.kind.schedule": "Planning",
    "page.run.kind.forecast": "Forecast",
    "page.run.kind.import": "Import",
    "page.run.kind.history": "History",
    "page.run.kind.satisfaction": "Satisfaction scores",
    "page.run.status.queued": "waiting",
    "page.run.status.running": "running",
    "page.run.status.done": "done",
    "page.run.status.failed": "failed",
    "page.run.status.cancelled": "cancelled",
    "page.run.week": "week of {week}",
    "page.run.progress": "Progress",
    "page.run.objective": "Price of the best schedule",
    "page.run.bound": "No schedule can be below",
    "page.run.gap": "Gap",
    "page.run.open": "Open version {number}",
    "page.run.cancel": "Stop, and take the best so far",
    "page.run.cancelling": "Stopping …",
    "page.run.to_week": "To the week",
    "page.run.messages": "What there is to say",
    "page.run.changes": "{count} {count:day of an agent/days of agents} changed",
    "page.run.tell": "To be told: {names}",
    "page.run.unchanged": "No other day needs to change.",
    "page.simulated.title": "Simulated service",
    "page.simulated.what": (
        "{runs} {runs:week/weeks} played contact by contact, as busy as the forecast allows. ± is "
        "half the width of the 95 % interval. Predicted is what the formulas say."
    ),
    "page.simulated.level": "Service level",
    "page.simulated.predicted": "Predicted",
    "page.simulated.chance": "Chance of the goal",
    "page.board.views": "Views",
    "page.board.whole_week": "Whole week",
    "page.board.broken": "rules broken: {count}",
    "page.board.undo": "Undo",
    "page.board.redo": "Redo",
    "page.board.edit_copy": "Edit a copy",
    "page.board.workbook": "Workbook",
    "page.board.publish": "Publish",
    "page.board.filter": "Filter and sort",
    "page.board.team": "Team",
    "page.board.skill": "Skill",
    "page.board.order": "Sort by",
    "page.board.order.name": "name",
    "page.board.order.team": "team",
    "page.board.order.hours": "hours left",
    "page.board.order.findings": "findings",
    "page.board.order.start": "start",
    "page.board.only": "Only",
    "page.board.only.findings": "with findings",
    "page.board.only.hours": "with hours left",
    "page.board.only.edited": "edited by hand",
    "page.board.all": "all",
    "page.board.show": "Show",
    "page.board.count": "{shown} of {count} {count:agent/agents}",
    "page.board.agent": "Agent",
    "page.board.paid": "Paid h",
    "page.board.left": "Left h",
    "page.board.findings": "findings: {count}",
    "page.board.edited": "edited by hand",
    "page.board.locked": "locked",
    "page.board.other": "{who} edited {count} {count:day/days} here, last at {at:time}.",
    "page.board.other.what": "Load the board again to see them.",
    "page.board.nobody": "Nobody fits this filter.",
    "page.board.nothing": "Nothing is published for this week",
    "page.board.nothing.what": "No schedule of this week is in force yet.",
    "page.board.nothing.others": "Published weeks",
    "page.board.nothing.plan": "Plan this week",
    "page.board.heads_hours": "scheduled / required head-hours",
    "page.board.net_rows": "required, scheduled, net",
    "page.board.net_of": "Heads of {queue}: required, scheduled and net per interval",
    "page.board.interval": "required {required:.1f}, scheduled {scheduled:.1f}, net {net:+.1f}",
    "page.board.shift": "Shift",
    "page.board.legend.week": (
        "Below each day: head-hours missing and to spare, then scheduled and required. ✎ "
        "edited by hand, ▪ locked, ! a rule is broken."
    ),
    "page.board.legend.day": "Red: heads are missing. Blue: a head to spare.",
    "page.day.back": "Back to the board",
    "page.day.stale": "{who} changed this day meanwhile; nothing was stored. It is now:",
    "page.day.stale.undone": "This day was changed meanwhile; nothing was stored. It is now:",
    "page.day.stale.choose": (
        "Leave the page to take that, or keep yours: what you typed is still below."
    ),
    "page.day.shift": "Shift {number}",
    "page.day.from": "From",
    "page.day.to": "To",
    "page.day.hint": (
        "Leave both empty for a free day. An end before its start is on the next day. Breaks "
        "are placed where they cost least."
    ),
    "page.day.swap": "Swap with",
    "page.day.swap.none": "nobody",
    "page.day.swap.what": "Both get the hours of the other; the times above then do not count.",
    "page.day.try": "Judge",
    "page.day.keep": "Keep",
    "page.day.now": "As it is",
    "page.day.lock": "Lock",
    "page.day.unlock": "Unlock",
    "page.day.lock.what": "A locked shift stays when the week is planned again.",
    "page.day.effect": "What would change",
    "page.day.nothing": "Nothing: the day has these hours already.",
    "page.day.breaks": "It would break",
    "page.day.breaks_none": "It breaks no rule.",
    "page.day.mends": "It would mend",
    "page.day.price": "What it costs",
    "page.day.paid": "Paid hours of the week",
    "page.day.cost": "Cost in {currency}",
    "page.day.under": "Missing h",
    "page.day.over": "To spare h",
    "page.day.service": "Service level",
    "page.edits.title": "Several days",
    "page.edits.days": "Days",
    "page.edits.agents": "Agents",
    "page.edits.choose": "Choose days, hours and agents",
    "page.edits.what": (
        "All chosen agents get these hours on all chosen days: judged together first, kept and "
        "taken back as one edit. Without hours the days are free."
    ),
    "page.edits.keep": "Keep {count} {count:day/days}",
    "page.edits.leave": "Leave as it was",
    "page.edits.stale": "Some of these days were changed meanwhile; nothing was stored. Now:",
    "page.edits.stale.choose": (
        "Below stands what your edit does to them as they are now: keep it, or leave them."
    ),
    "page.edits.selected": "Days selected",
    "page.edits.copy": "Copy",
    "page.edits.paste": "Paste",
    "page.edits.fill": "Fill",
    "page.edits.swap": "Swap with what was copied",
    "page.edits.free": "Make free",
    "page.edits.help": "Keys",
    "page.edits.keys": (
        "Shift with arrows or a click selects days. Ctrl+C copies, Ctrl+V pastes, Ctrl+D fills "
        "from the first row, Ctrl+Shift+V swaps with what was copied, Delete makes free, Ctrl+Z "
        "and Ctrl+Y undo and redo. A selection can be dragged, too. Everything is judged before it "
        "is kept."
    ),
    "page.day.judge_first": (
        "Change the hours: what that breaks and costs is shown here before anything is kept."
    ),
    "page.day.unjudged": (
        "What these hours break and cost is not known: no answer came. They are still in the form; "
        "press Judge to ask again."
    ),
    "page.publish.title": "Publish",
    "page.publish.conflicts": "Days that both changed",
    "page.publish.conflicts.what": (
        "Version {number} came into force since this draft began. Choose whose day counts."
    ),
    "page.publish.was": "Was",
    "page.publish.theirs": "In force",
    "page.publish.mine": "This draft",
    "page.publish.merged": (
        "Days taken from version {number}, which came into force meanwhile: {count}."
    ),
    "page.publish.broken": "Broken rules: {count}",
    "page.run.trial": "This was a trial: nothing was stored.",
    "page.run.to_imports": "All imports",
    "page.run.rows": "Row by row",
    "page.run.in_files": "In the files:",
    "page.run.table": "Table",
    "page.run.row": "Row",
    "page.run.fate": "What becomes of it",
    "page.run.fate.added": "added",
    "page.run.fate.changed": "changed",
    "page.run.fate.conflict": "conflict, the service's value stays",
    "page.run.fate.missing": "not in the files, stays",
    "page.run.fate.retired": "retired",
    "page.run.fate.needed": "still needed, stays",
    "page.run.fate.edited": "edited since, stays",
    "page.run.stored": "In the service",
    "page.run.files": "In the files",
    "page.run.more_rows": "{count:,} more {count:row/rows}.",
    "page.run.no_rows": "Nothing differs from what the service has.",
    "page.imports.table": "{table:word}",
    "page.imports.count": "{table:word} {count:,}",
    "page.publish.accept": "Publish all the same; the audit trail says how many rules were broken.",
    "page.publish.clean": "No rule is broken, nor at the borders to the weeks beside.",
    "page.publish.decide": "Go on with these decisions",
    "page.publish.do": "Publish",
    "page.publish.changes": "Changed days: {count}",
    "page.publish.short": "With less than a day of notice: {count}.",
    "page.publish.no_change": "No published day changes.",
    "page.roster.title": "Workbook",
    "page.roster.out": "Out",
    "page.roster.out.what": (
        "The roster as an Excel workbook: for planners to edit, with costs; for the floor to "
        "read, without them."
    ),
    "page.roster.download": "Download",
    "page.roster.back": "Back",
    "page.roster.back.what": (
        "Bring an edited workbook back. First you see what it would change and break; "
        "nothing is stored until you apply it."
    ),
    "page.roster.file": "Workbook (.xlsx)",
    "page.roster.try": "Show what it changes",
    "page.roster.edits": "Changed days: {count}",
    "page.roster.apply": "Make a draft of it",
    "page.forecast.title": "Forecast",
    "page.forecast.queue": "Queue",
    "page.forecast.contacts": "Contacts",
    "page.forecast.made": "Forecast {number} of this week, made on",
    "page.forecast.none": "This week is not forecast yet.",
    "page.forecast.make": "Forecast this week",
    "page.forecast.again": "Forecast anew",
    "page.forecast.accuracy": "Accuracy of the last weeks",
    "page.forecast.accuracy.what": (
        "Error (WAPE of intervals) against what came, and below it the bias: above 0 more was "
        "forecast than came. Locked is the forecast that the published schedule was made for, live "
        "the newest one of the week. The trend is what the bias gains from week to week."
    ),
    "page.forecast.locked": "Locked",
    "page.forecast.live": "Live",
    "page.forecast.trend": "Bias trend",
    "page.forecast.level": "{queue}: has its level changed?",
    "page.forecast.level.what": (
        "{change:+.0f} % since {since:full_date}, beyond what its days vary. If it stays so, "
        "accept it: it becomes an event of the site, and this and every later forecast begins at "
        "the new level. Until then the forecast stays as it is, with wider bands: a season that "
        "the history does not know looks the same."
    ),
    "page.forecast.level.accept": "Accept and forecast anew",
    "page.forecast.level.accepted": "Accepted: forecasts from now on know it",
    "page.roster.floor": "For the floor",
}
