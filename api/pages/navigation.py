"""Where each role can go, and where it begins."""

from __future__ import annotations

from dataclasses import dataclass

from api.access import PAGES
from api.permissions import PERMISSIONS, Reach
from wfm.store.users import User


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the navigation: the code of its name, and its path as in the permissions."""

    code: str
    path: str


PLACES = (
    Place("page.nav.today", f"{PAGES}/today"),
    Place("page.nav.my_week", f"{PAGES}/my-week"),
    Place("page.nav.my_month", f"{PAGES}/my-month"),
    Place("page.nav.team", f"{PAGES}/team"),
    Place("page.nav.my_adherence", f"{PAGES}/my-adherence"),
    Place("page.nav.weeks", f"{PAGES}/sites/{{site}}/weeks"),
    Place("page.nav.roster", f"{PAGES}/sites/{{site}}/roster"),
)


def places(user: User, site: str | None) -> tuple[Place, ...]:
    """List the pages that a user may open, as the table of permissions says it."""
    return tuple(
        Place(place.code, place.path.format(site=site))
        for place in PLACES
        if PERMISSIONS["GET", place.path].reach[user.role] is not Reach.NOTHING
        if site is not None or "{site}" not in place.path
    )


def home(user: User) -> str:
    """Give the page on which a user begins: the first of theirs."""
    own = places(user, user.site)
    return own[0].path if own else f"{PAGES}/account"


def plans(user: User) -> bool:
    """Tell whether a user may plan and edit, as the table of permissions says it."""
    planning = PERMISSIONS["POST", f"{PAGES}/sites/{{site}}/weeks/{{week}}/plan"]
    return planning.reach[user.role] is not Reach.NOTHING
