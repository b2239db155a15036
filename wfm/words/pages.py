"""What the pages say, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wfm.words import (
    agents_pages,
    audit_pages,
    data_pages,
    live_pages,
    planning_pages,
    requests_pages,
    wishes_pages,
)

TEMPLATES: Final[Mapping[str, str]] = {
    "page.product": "Workforce",
    "page.skip": "Skip to the content",
    "page.unreachable": (
        "The service does not answer: nothing was sent, and what you typed is still here. Try it "
        "again in a moment."
    ),
    "page.signed_out": (
        "Your session has ended: nothing was sent, and what you typed is still here. Sign in on "
        "another page, then send it again."
    ),
    "page.language.name": "English",
    "page.language.choose": "Language",
    "page.nav.label": "Pages",
    "page.nav.account": "Account",
    "page.nav.help": "Help",
    "page.role.agent": "Agent",
    "page.role.supervisor": "Supervisor",
    "page.role.scheduler": "Scheduler",
    "page.role.manager": "Manager",
    "page.role.admin": "Administrator",
    "page.sign_in.title": "Sign in",
    "page.sign_in.name": "Name",
    "page.sign_in.password": "Password",
    "page.sign_in.do": "Sign in",
    "page.sign_in.wrong": "The name or the password is wrong.",
    "page.sign_in.or": "or",
    "page.sign_in.by_provider": "Sign in with your organisation",
    "page.sign_in.anew": "This sign-in is too old, or was begun elsewhere. Please begin anew.",
    "page.sign_in.ended": "Your organisation's sign-in was ended. Please begin anew.",
    "page.sign_in.nobody": (
        "Your organisation knows you, but nobody here has your e-mail address as their name. "
        "Ask whoever keeps the users here."
    ),
    "page.sign_in.unverified": (
        "Your organisation has not confirmed your e-mail address, by which you are known here. "
        "Confirm it there, then sign in again."
    ),
    "page.sign_in.no_provider": (
        "Your organisation's sign-in does not answer. Try again in a minute, or tell whoever runs "
        "this service."
    ),
    "page.sign_in.wait": "Too many attempts failed. Wait a quarter of an hour, then try again.",
    "page.account.title": "Your account",
    "page.account.name": "Name",
    "page.account.role": "Role",
    "page.account.site": "Site",
    "page.account.teams": "Teams",
    "page.account.leave": "Sign out",
    "page.account.sign_out": "Sign out here",
    "page.account.everywhere": "Sign out everywhere",
    "page.account.everywhere.note": (
        "Signing out everywhere ends every session of this account, on every device."
    ),
    "page.error.home": "To the start page",
    "page.error.400": "The request is malformed",
    "page.error.400.remedy": "Go back and try again.",
    "page.error.401": "You are not signed in any more",
    "page.error.401.remedy": (
        "Sign in on another page, then go back to this one and send it again: what you typed "
        "is still there."
    ),
    "page.error.403": "You may not do this",
    "page.error.403.remedy": "Ask an administrator if you need it.",
    "page.error.404": "There is nothing here",
    "page.error.404.remedy": "It may have been removed, or belong to somebody else.",
    "page.error.405": "The request is malformed",
    "page.error.405.remedy": "Go back and try again.",
    "page.error.409": "This cannot be done as things are",
    "page.error.409.remedy": "Go back, correct it and try again: what you typed is still there.",
    "page.error.412": "Somebody else changed this meanwhile",
    "page.error.412.remedy": "Nothing was stored. Open the page anew to see what it is now.",
    "page.error.413": "That is too large",
    "page.error.413.remedy": "Send less at once.",
    "page.error.422": "Something in the form is not right",
    "page.error.422.remedy": "Go back, correct it and try again: what you typed is still there.",
    "page.error.429": "Too many attempts",
    "page.error.429.remedy": "Wait a while, then try again.",
    "page.error.500": "Something went wrong here",
    "page.error.500.remedy": (
        "It is not your fault, and the log has the reason. Try again in a moment."
    ),
    "page.error.503": "The service is busy",
    "page.error.503.remedy": "Try again in a moment.",
    "page.nav.today": "Today",
    "page.nav.my_week": "Week",
    "page.nav.my_month": "Month",
    "page.nav.team": "Team",
    "page.nav.my_adherence": "Adherence",
    "page.category.on_queue": "On queue",
    "page.category.break": "Break",
    "page.category.meal": "Meal",
    "page.category.meeting": "Meeting",
    "page.category.training": "Training",
    "page.category.off_queue_work": "Other work",
    "page.category.time_off": "Time off",
    "page.category.unavailable": "Unavailable",
    "page.category.unscheduled": "Off shift",
    "page.category.unknown": "Unknown",
    "page.category.unmapped": "Unknown",
    "page.category.logged_off": "Logged off",
    "page.pager.weeks": "Weeks",
    "page.pager.week_before": "The week before",
    "page.pager.this_week": "This week",
    "page.pager.week_after": "The week after",
    "page.pager.months": "Months",
    "page.pager.month_before": "The month before",
    "page.pager.this_month": "This month",
    "page.pager.month_after": "The month after",
    "page.figure.adherence": "Adherence",
    "page.figure.conformance": "Conformance",
    "page.nav.weeks": "Weeks",
    "page.nav.roster": "This week",
    "page.queue": "Queue",
    "page.severity.error": "Error",
    "page.severity.warning": "Warning",
    "page.severity.info": "Note",
    "page.nav.sites": "Sites",
    "page.nav.live": "Live",
    "page.nav.kpis": "Key figures",
    "page.nav.imports": "Import",
    "page.nav.users": "Users",
    "page.nav.audit": "Audit trail",
    "page.nav.whole_audit": "Audit trail of all sites",
    "page.sites.beside": "Side by side",
    "page.sites.beside.what": "The newest published week of each site that is over.",
    "page.sites.goals": "Goals of queues that were met",
    "page.sites.title": "Sites",
    "page.sites.none": "There is no site yet.",
    "page.sites.queues": "queues: {count}",
    "page.sites.new": "A new site",
    "page.sites.key": "Short name, as in addresses",
    "page.sites.go_on": "Go on",
    "page.tokens.title": "Tokens for programs",
    "page.tokens.what": (
        "A program that has a token may do what you may, within the areas that you choose, and is "
        "you in the audit trail."
    ),
    "page.tokens.there": "Tokens",
    "page.tokens.new": "A new token",
    "page.tokens.name.what": "What it is for: the program, or the machine.",
    "page.tokens.scopes": "Areas that it may read and write",
    "page.tokens.days": "Days that it is valid",
    "page.tokens.make": "Make a token",
    "page.tokens.secret": (
        "This is the token. It is shown this once, and kept nowhere: copy it to where it is needed."
    ),
    "page.tokens.valid": "valid",
    "page.tokens.expired": "expired",
    "page.tokens.ended": "ended",
    "page.tokens.may": "For {scopes:|and}.",
    "page.tokens.until": "Valid until {day:date}.",
    "page.tokens.end": "End",
    "page.users.title": "Users",
    "page.users.whose": "Agent or teams",
    "page.users.active": "may sign in",
    "page.users.retired": "retired",
    "page.users.new": "New user",
    "page.users.site.what": "Everyone but an administrator belongs to one.",
    "page.users.agent": "Agent id",
    "page.users.agent.what": "For agents: whose shifts they see.",
    "page.users.teams.what": "For supervisors: their teams, with commas between.",
    "page.users.password.what": (
        "At least 12 characters; leave it empty to keep the one there is, or for those who "
        "sign in elsewhere."
    ),
    "page.users.may": "May sign in",
    "page.users.save": "Save",
    "page.imports.title": "Import",
    "page.imports.before": "Taken in so far",
    "page.imports.rows": "Rows",
    "page.imports.state": "State",
    "page.imports.taken_back": "taken back {at:full_time}",
    "page.imports.take_back": "Take back",
    "page.imports.left": "Taken back, but for these rows",
    "page.imports.why": "Why it stays",
    "page.imports.none": "Nothing yet.",
    "page.imports.first": "There is no such site yet: the first import makes it.",
    "page.imports.new": "Files",
    "page.imports.what": (
        "A workbook with the site's tables, or its folder as a zip archive. Try it first: "
        "every row that would change is listed, and everything that is wrong."
    ),
    "page.imports.file": "Workbook or archive",
    "page.imports.conflicts": "Where both changed a field",
    "page.imports.conflicts.service": "the service's value stays",
    "page.imports.conflicts.files": "the files' value counts",
    "page.imports.retire": "Retire rows that earlier files had and these lack",
    "page.imports.try": "Try",
    "page.imports.take": "Take in",
    "page.error.408": "That came too slowly",
    "page.error.408.remedy": "Send it again.",
    "page.error.415": "This kind of file is not known",
    "page.error.415.remedy": "Send a workbook or an archive.",
    "page.error.428": "The request is malformed",
    "page.error.428.remedy": "Go back and try again.",
    "page.nav.my_requests": "Requests",
    "page.nav.requests": "Requests",
    **agents_pages.TEMPLATES,
    **audit_pages.TEMPLATES,
    **data_pages.TEMPLATES,
    **live_pages.TEMPLATES,
    **planning_pages.TEMPLATES,
    **requests_pages.TEMPLATES,
    **wishes_pages.TEMPLATES,
}
