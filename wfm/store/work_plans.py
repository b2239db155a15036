"""Work plans as documents of the database: flat, each field under its own name."""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, TypeAdapter

from wfm.model import WorkPlan
from wfm.scheduling.rules.work_plan import document_of, plan_of_document

DOCUMENT: TypeAdapter[WorkPlan] = TypeAdapter(
    Annotated[WorkPlan, PlainValidator(plan_of_document), PlainSerializer(document_of)]
)
