"""Sites and their audit trail."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Response

from api.access import SignedIn
from api.dependencies import IfMatch, Key, Store
from api.replies import tagged
from api.schemas.demand import SettingsBody, SettingsView
from api.schemas.fields import Listing
from api.schemas.sites import SiteView
from wfm.model import Site
from wfm.sites.cells import CellError, country, zone
from wfm.store.demand import SETTINGS
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError
from wfm.store.sites import load_site_core, site_keys
from wfm.words import phrase

router = APIRouter(prefix="/sites", tags=["sites"])


@router.get("")
def list_sites(access: SignedIn, store: Store) -> Listing[SiteView]:
    """List the sites within reach."""
    with store.reading() as tx:
        keys = [key for key in site_keys(tx) if access.user.site in {None, key}]
        return Listing(items=[_site(key, load_site_core(tx, key)) for key in keys])


@router.get("/{site}")
def one_site(site: Key, access: SignedIn, store: Store) -> SiteView:
    """One site."""
    access.check_site(site)
    with store.reading() as tx:
        return _site(site, load_site_core(tx, site))


@router.get("/{site}/settings")
def site_settings(site: Key, access: SignedIn, store: Store, response: Response) -> SettingsView:
    """How a site is planned, with the meaning of recorded states."""
    access.check_site(site)
    with store.reading() as tx:
        found = SETTINGS.get(tx, site, site)
    return tagged(response, found.version, _settings(found))


@router.put("/{site}/settings")
def set_site_settings(
    site: Key,
    body: SettingsBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> SettingsView:
    """Change how a site is planned from now on."""
    access.check_site(site)
    _check("time_zone", zone, body.time_zone)
    if body.country is not None:
        _check("country", country, body.country)
    with store.writing() as tx:
        before = SETTINGS.document(SETTINGS.get(tx, site, site).value)
        value = SETTINGS.value({**before, **body.model_dump(exclude_unset=True)})
        changed = SETTINGS.change(tx, access.actor, site, site, version, value)
    return tagged(response, changed.version, _settings(changed))


def _settings(stored: Stored[Site]) -> SettingsView:
    return SettingsView(**SETTINGS.document(stored.value), version=stored.version)


def _check(field: str, reader: Callable[[object], object], value: str) -> None:
    try:
        reader(value)
    except CellError as error:
        raise ConflictError(
            phrase("refusal.cell", what=error.what, remedy=error.remedy), field
        ) from None


def _site(key: str, site: Site) -> SiteView:
    return SiteView(
        key=key, name=site.name, time_zone=site.time_zone, week_start=site.week_start,
        weekend=sorted(site.weekend), interval_minutes=site.interval_minutes,
        queues=[queue.name for queue in site.queues],
    )  # fmt: skip
