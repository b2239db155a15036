"""What the pages say, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "page.product": "Workforce",
    "page.skip": "Skip to the content",
    "page.language.name": "English",
    "page.language.choose": "Language",
    "page.nav.label": "Pages",
    "page.nav.account": "Account",
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
}
