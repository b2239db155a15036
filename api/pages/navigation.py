"""Where each role can go, and where it begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from api.access import PAGES
from api.permissions import PERMISSIONS, Reach
from wfm.store.users import Role, User


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A page in the navigation: the code of its name, and its path as in the permissions."""

    code: str
    path: str


PLACES = (
    NavigationEntry("page.nav.today", f"{PAGES}/today"),
    NavigationEntry("page.nav.my_week", f"{PAGES}/my-week"),
    NavigationEntry("page.nav.my_month", f"{PAGES}/my-month"),
    NavigationEntry("page.nav.team", f"{PAGES}/team"),
    NavigationEntry("page.nav.my_requests", f"{PAGES}/my-leave"),
    NavigationEntry("page.nav.my_adherence", f"{PAGES}/my-adherence"),
    NavigationEntry("page.nav.sites", f"{PAGES}/sites"),
    NavigationEntry("page.nav.weeks", f"{PAGES}/sites/{{site}}/weeks"),
    NavigationEntry("page.nav.live", f"{PAGES}/sites/{{site}}/live"),
    NavigationEntry("page.nav.requests", f"{PAGES}/sites/{{site}}/leave"),
    NavigationEntry("page.nav.roster", f"{PAGES}/sites/{{site}}/roster"),
    NavigationEntry("page.nav.kpis", f"{PAGES}/sites/{{site}}/kpis"),
    NavigationEntry("page.nav.data", f"{PAGES}/sites/{{site}}/data"),
    NavigationEntry("page.nav.imports", f"{PAGES}/sites/{{site}}/imports"),
    NavigationEntry("page.nav.users", f"{PAGES}/users"),
    NavigationEntry("page.nav.audit", f"{PAGES}/sites/{{site}}/audit"),
    NavigationEntry("page.nav.whole_audit", f"{PAGES}/audit"),
)


def places(user: User, site: str | None) -> tuple[NavigationEntry, ...]:
    """List the pages that a user may open, as the table of permissions says it."""
    return tuple(
        NavigationEntry(place.code, place.path.format(site=site))
        for place in PLACES
        if PERMISSIONS["GET", place.path].reach[user.role] is not Reach.NOTHING
        if site is not None or "{site}" not in place.path
        if user.site is None or place.code != "page.nav.sites"  # of one site there is no list
    )


BEGINS: Final = {
    Role.AGENT: "page.nav.today",
    Role.SUPERVISOR: "page.nav.live",
    Role.SCHEDULER: "page.nav.weeks",
    Role.MANAGER: "page.nav.kpis",
    Role.ADMIN: "page.nav.sites",
}
"""Code of the place where each role begins its work."""


def home(user: User) -> str:
    """Give the page on which a user begins."""
    return next(p.path for p in places(user, user.site) if p.code == BEGINS[user.role])


def plans(user: User) -> bool:
    """Tell whether a user may plan and edit, as the table of permissions says it."""
    planning = PERMISSIONS["POST", f"{PAGES}/sites/{{site}}/weeks/{{week}}/plan"]
    return planning.reach[user.role] is not Reach.NOTHING
