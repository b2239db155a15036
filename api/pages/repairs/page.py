"""The best repairs of a day of a draft, each applied with one button."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request, Response

from api.access import SignedIn
from api.dependencies import PRINTABLE, Key, Number, Store, Week, week_days
from api.pages.rendering import render
from api.pages.route import page_router
from api.pages.week.page import board_address
from api.problems import RefusedError
from api.routes.schedules import visible_schedule
from wfm.service.best_repairs import BestRepair, best_repairs
from wfm.store.database import Connection
from wfm.store.edited_days import agent_day
from wfm.store.people import AGENT
from wfm.store.schedules import ScheduleInfo
from wfm.store.sites import load_site, site_zone
from wfm.words import phrase

router = page_router("/sites/{site}/weeks/{week}/schedules/{number}/repairs")
Whose = Annotated[str, Query(max_length=200, pattern=PRINTABLE)]


@router.get("")
def repairs_page(
    request: Request,
    site: Key,
    week: Week,
    number: Number,
    access: SignedIn,
    store: Store,
    day: Annotated[date, Query()],
    agent: Whose = "",
) -> Response:
    """List the best repairs of an agent's day, or of a day of any agent."""
    if day not in week_days(week):
        raise RefusedError(404, phrase("refusal.not_in_week"))
    with store.reading() as tx:
        info = visible_schedule(tx, access, site, week, number)
        if agent:
            AGENT.get(tx, site, agent)
        whole, zone = load_site(tx, site), site_zone(tx, site)
        repairs = [_shown(tx, info, one) for one in best_repairs(tx, info, day, agent or None)]
    return render(
        request, "repairs/repairs.html", access, here="page.nav.weeks", site=site, info=info,
        day=day, agent=agent, names=whole.agent_names, zone=zone, repairs=repairs,
        board=board_address(site, week, number), currency=whole.currency,
    )  # fmt: skip


def _shown(tx: Connection, info: ScheduleInfo, one: BestRepair) -> dict[str, Any]:
    """Give a repair with what its form sends: hours, or the other day, and the versions seen."""
    seen = [agent_day(tx, info.id, *day).version for day in (one.of, one.swap) if day]
    sent = {"version": str(seen[0])}
    if one.swap is not None:
        sent |= {"swap": f"{one.swap[0]}:{one.swap[1]}", "other_version": str(seen[1])}
    else:
        for number, span in enumerate(one.hours, start=1):
            names = f"start{number}", f"end{number}"
            sent |= {name: f"{at // 60:02d}:{at % 60:02d}"
                     for name, at in zip(names, span, strict=True)}  # fmt: skip
    return {"repair": one, "sent": sent, "told": one.trial.revision, "trial": one.trial}
