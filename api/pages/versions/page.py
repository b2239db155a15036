"""Two versions of a week side by side, to be read and printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated

from fastapi import Query, Request, Response

from api.access import PAGES, SignedIn
from api.dependencies import Key, Store, Week
from api.pages.rendering import render
from api.pages.route import page_router
from api.pages.week.page import board_address, to_compare
from api.routes.schedules import is_visible, visible_schedule
from wfm.service.compare_versions import DifferentDay, QueueDay, compared
from wfm.store.schedules import schedules_of
from wfm.store.sites import load_site_core, site_zone

router = page_router("/sites/{site}/weeks/{week}/versions")
Chosen = Annotated[int | None, Query(ge=1, le=1_000_000)]


@router.get("")
def versions_page(
    request: Request,
    site: Key,
    week: Week,
    access: SignedIn,
    store: Store,
    before: Chosen = None,
    after: Chosen = None,
) -> Response:
    """Lay two versions side by side: where none is chosen, what is in force and the newest."""
    access.check_site(site)
    with store.reading() as tx:
        core, zone = load_site_core(tx, site), site_zone(tx, site)
        versions = [one for one in schedules_of(tx, site, week)[::-1] if is_visible(access, one)]
        usual = to_compare(versions)
        first, last = before or usual[0], after or usual[1]
        found = None
        if first is not None and last is not None:
            one, other = (visible_schedule(tx, access, site, week, n) for n in (first, last))
            found = compared(tx, one, other)
    return render(
        request, "versions/versions.html", access, here="page.nav.weeks", site=site,
        name=core.name, week=week, last=week + timedelta(days=6), versions=versions, found=found,
        zone=zone, chosen=(first, last), back=f"{PAGES}/sites/{site}/weeks/{week}",
        boards=[board_address(site, week, number or 0) for number in (first, last)],
        queues=_by_queue(found.queues if found else ()),
        agents=_by_agent(found.days if found else ()),
        names=found.site.agent_names if found else {},
    )  # fmt: skip


def _by_queue(rows: Iterable[QueueDay]) -> dict[str, list[QueueDay]]:
    found: dict[str, list[QueueDay]] = defaultdict(list)
    for row in rows:
        found[row.queue].append(row)
    return found


def _by_agent(days: Iterable[DifferentDay]) -> dict[str, list[DifferentDay]]:
    found: dict[str, list[DifferentDay]] = defaultdict(list)
    for one in days:
        found[one.change.agent_id].append(one)
    return found
