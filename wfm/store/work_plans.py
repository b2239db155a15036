"""Work plans as documents of the database: flat, each field under its own name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, TypeAdapter

from wfm.model import Site, WorkPlan
from wfm.scheduling.rules.work_plan import document_of, plan_of_document

DOCUMENT: TypeAdapter[WorkPlan] = TypeAdapter(
    Annotated[WorkPlan, PlainValidator(plan_of_document), PlainSerializer(document_of)]
)
_SITE: TypeAdapter[Site] = TypeAdapter(Site)


def whole_site(document: Mapping[str, Any]) -> Site:
    """Read a site that was kept whole, its work plans too."""
    plans = {name: DOCUMENT.validate_python(one) for name, one in document["work_plans"].items()}
    return replace(_SITE.validate_python({**document, "work_plans": {}}), work_plans=plans)
