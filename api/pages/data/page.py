"""A site's data in forms: settings, queues, hours, work plans, people and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.access import PAGES, Access, SignedIn
from api.dependencies import PRINTABLE, Key, Store
from api.pages.data.form import Form, FormField, ShownText
from api.pages.data.kinds import KINDS, DataKind, OneOfSite, notes_of
from api.pages.rendering import language_of, render, say
from api.pages.route import page_router, reasons, status_of
from api.problems import RefusedError
from api.schemas.noted import FieldNote
from wfm.errors import InputError, ParameterError, RefusalError
from wfm.store.database import Database
from wfm.store.errors import ConflictError, NotFoundError, StaleError
from wfm.store.sites import site_zone
from wfm.words import phrase
from wfm.words.locales import language
from wfm.words.schemas import schema_said

router = page_router("/sites/{site}/data")
COLUMNS: Final = 5
"""Fields that a list shows at most."""
MONDAY: Final = date(2026, 1, 5)
REFUSALS = (
    ValidationError, InputError, ConflictError, StaleError, RefusedError, ParameterError,
    NotFoundError,
)  # fmt: skip
Words = Annotated[str, Query(max_length=100, pattern=PRINTABLE)]
EntryKey = Annotated[str, Query(max_length=200)]


async def _sent(request: Request) -> dict[str, str]:
    form = await request.form()
    return {name: "|".join(map(str, form.getlist(name))) for name in form}


Sent = Annotated[dict[str, str], Depends(_sent)]


@router.get("")
def data_page(request: Request, site: Key, access: SignedIn, store: Store) -> Response:
    """Show what there is to change."""
    access.check_site(site)
    with store.reading() as tx:
        site_zone(tx, site)
    return render(request, "data/kinds.html", access, here="page.nav.data", site=site, kinds=KINDS)


@router.get("/{kind}")
def list_page(
    request: Request, site: Key, kind: Key, access: SignedIn, store: Store, q: Words = ""
) -> Response:
    """List one kind, those in force first, or those with some words; one thing opens its form."""
    access.check_site(site)
    found, form = _kind(kind), _form(kind, site, store)
    if isinstance(found, OneOfSite):
        return RedirectResponse(f"{PAGES}/sites/{site}/data/{kind}/form", 303)
    every = [
        (key, body.get("active", True), [form.shown(name, body) for name in form.short])
        for key, body in found.listed(access, store, site)
    ]
    rows = [row for row in every if _has(request, row[0], row[2], q)]
    return render(
        request, "data/list.html", access, here="page.nav.data", site=site, kind=kind,
        columns=[form.label(name) for name in form.short[:COLUMNS]], rows=rows,
        count=len(every), q=q,
    )  # fmt: skip


def _has(request: Request, key: str, cells: Iterable[ShownText], words: str) -> bool:
    """Whether all words stand somewhere in one thing, in any case, as the reader sees it."""
    in_form = language(language_of(request)).in_form
    told = (in_form(cell.text) if cell.is_choice else cell.text for cell in cells)
    text = "\n".join((key, *told)).casefold()
    return all(word in text for word in words.casefold().split())


@router.get("/{kind}/form")
def form_page(
    request: Request,
    site: Key,
    kind: Key,
    access: SignedIn,
    store: Store,
    key: EntryKey = "",
    saved: Annotated[bool, Query()] = False,
) -> Response:
    """Show the form of one thing, or an empty one."""
    access.check_site(site)
    found = _kind(kind)
    if not key and isinstance(found, DataKind):
        values, version = dict[str, Any](), 0
    else:
        values, version = found.read(access, store, site, key)
    fields = _form(kind, site, store).filled(values)
    notes = [FieldNote.model_validate(note) for note in values.get("notes", ())]
    return _page(request, site, kind, access, key, version, fields, {}, saved=saved, notes=notes)


@router.post("/{kind}/form")
def save(
    request: Request,
    site: Key,
    kind: Key,
    access: SignedIn,
    store: Store,
    sent: Sent,
    key: EntryKey = "",
) -> Response:
    """Keep what was typed; where it is refused it stays, with the reason beside its field."""
    access.check_site(site)
    found, form = _kind(kind), _form(kind, site, store)
    version = int(sent.get("__version", "")) if sent.get("__version", "").isdecimal() else 0
    sent = form.compact({name: text for name, text in sent.items() if name != "__version"})
    try:
        body = found.body.model_validate(form.read(sent))
        written = found.write(access, store, site, key, version, body)
    except REFUSALS as error:
        fields, changed = form.filled({}, sent), dict[str, str]()
        if isinstance(error, StaleError):
            values, version = found.read(access, store, site, key)
            changed = _changed(request, form.filled(values), fields)
        return _page(request, site, kind, access, key, version, fields, changed, error)
    here = f"{PAGES}/sites/{site}/data/{kind}"
    one = key or isinstance(found, OneOfSite)
    if one or found.read(access, store, site, written)[0].get("notes"):
        return RedirectResponse(f"{here}/form?key={quote(written)}&saved=true", 303)
    return RedirectResponse(here, 303)


def _kind(path: str) -> DataKind | OneOfSite:
    if path not in KINDS:
        raise NotFoundError("table", path)
    return KINDS[path]


def _form(kind: str, site: str, store: Database) -> Form:
    with store.reading() as tx:
        return Form(_kind(kind).body, site_zone(tx, site), notes_of(kind))


def _page(
    request: Request,
    site: str,
    kind: str,
    access: Access,
    key: str,
    version: int,
    fields: tuple[FormField, ...],
    errors: dict[str, str],
    wrong: Exception | None = None,
    *,
    saved: bool = False,
    notes: Sequence[FieldNote] = (),
) -> Response:
    names, in_form = set(_names(fields)), language(language_of(request)).in_form
    labels = {each.name: in_form(each.label).replace("_", " ") for each in fields}
    general: list[str] = []
    for place, text in _told(request, wrong) if wrong else ():
        near = place
        while near and near not in names:
            near = near.rpartition(".")[0]
        if near:
            errors[near] = f"{errors[near]} {text}" if near in errors else text
        else:
            general.append(text)
    status = 422 if isinstance(wrong, ValidationError) else status_of(wrong) if wrong else 200
    return render(
        request, "data/form.html", access, here="page.nav.data", site=site, kind=kind, key=key,
        many=isinstance(KINDS[kind], DataKind), monday=MONDAY,
        version=version, fields=fields, errors=errors, wrong=general,
        saved=saved and wrong is None,
        odd={note.field: say(request, note.said(labels)) for note in notes},
        status_code=status,
    )  # fmt: skip


def _changed(
    request: Request, now: Iterable[FormField], typed: Iterable[FormField]
) -> dict[str, str]:
    """Say beside each field that is now otherwise than it was typed what it is now."""
    there = {each.name: each.text for each in _flat(now)}
    return {
        each.name: say(request, phrase("page.data.now", text=there.get(each.name, "")))
        for each in _flat(typed)
        if each.text != there.get(each.name, "")
    }


def _flat(fields: Iterable[FormField]) -> Iterator[FormField]:
    for each in fields:
        if each.parts:
            yield from _flat(each.parts)
        elif each.widget not in {"group", "records", "flag"} or each.text:
            yield each


def _names(fields: Iterable[FormField]) -> Iterable[str]:
    for each in fields:
        yield each.name
        yield from _names(each.parts)


def _told(request: Request, wrong: Exception) -> list[tuple[str, str]]:
    """Say each mistake with the place of its field."""
    if isinstance(wrong, ValidationError):
        return [
            (".".join(map(str, each["loc"])), say(request, schema_said(each)))
            for each in wrong.errors()
        ]
    if isinstance(wrong, InputError):
        return [
            (str(p.field or ""), say(request, phrase("refusal.cell", what=p.what, remedy=p.remedy)))
            for p in wrong.problems
        ]
    if isinstance(wrong, NotFoundError):
        return [("", say(request, wrong.said))]
    field = getattr(wrong, "field", None)
    if field and isinstance(wrong, RefusalError):
        return [(str(field), say(request, wrong.said))]
    return [("", text) for text in reasons(request, wrong)]
