"""Where each role can go, and where it begins."""

from __future__ import annotations

from dataclasses import dataclass

from api.access import PAGES
from api.permissions import PERMISSIONS, Reach
from wfm.store.users import User


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the navigation: the code of its name, and its address."""

    code: str
    path: str
    """As in the table of permissions."""

    @property
    def href(self) -> str:
        """Where it is."""
        return self.path


PLACES = (
    Place("page.nav.account", f"{PAGES}/account"),
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
    return places(user, user.site)[0].path
