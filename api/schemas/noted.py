"""What is odd about a thing that is stored as it was sent: told in every view of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from wfm.scheduling.rules.settings import Fault
from wfm.sites.idle_fields import idle_fields
from wfm.words import Phrase, document, phrase
from wfm.words.documents import phrase_of

NAMES_FIELDS: Final = frozenset({"field", "needed"})
"""Parameters that name a field."""


class FieldNote(BaseModel):
    """A field that says something and means nothing, and what to do; codes say what texts do."""

    field: str
    what: str
    code: str
    params: Mapping[str, Any]
    remedy: str
    remedy_code: str
    remedy_params: Mapping[str, Any]

    @classmethod
    def of(cls, fault: Fault) -> FieldNote:
        """Show one."""
        what, remedy = document(fault.what), document(fault.remedy)
        return cls(
            field=fault.field, what=what["text"], code=what["code"], params=what["params"],
            remedy=remedy["text"], remedy_code=remedy["code"], remedy_params=remedy["params"],
        )  # fmt: skip

    def said(self, labels: Mapping[str, str]) -> Phrase:
        """Say what and remedy in one phrase, with fields by what a form calls them."""

        def by_label(params: Mapping[str, Any]) -> Mapping[str, Any]:
            named = {name: labels.get(str(params[name])) for name in NAMES_FIELDS & params.keys()}
            return {**params, **{name: label for name, label in named.items() if label}}

        what = {"text": self.what, "code": self.code, "params": by_label(self.params)}
        remedy = {
            "text": self.remedy, "code": self.remedy_code, "params": by_label(self.remedy_params)
        }  # fmt: skip
        return phrase("refusal.cell", what=phrase_of(what), remedy=phrase_of(remedy))


class Noted(BaseModel):
    """A view with `notes`: fields that mean nothing as the thing is. They are kept as sent."""

    notes: list[FieldNote] = []


def notes_on(thing: object) -> list[FieldNote]:
    """List the fields of a thing that mean nothing."""
    return [FieldNote.of(fault) for fault in idle_fields(thing)]
