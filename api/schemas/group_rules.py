"""Rules between people; the bounds are those of the site's files."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from api.schemas.fields import NUMBER, Minutes, Name, Retirable, Text, WeekDay
from wfm.errors import InputError, InputProblem
from wfm.model import GroupRuleKind
from wfm.scheduling.rules.groups.members import faults_in
from wfm.store.people import GROUP_RULE

Names = Annotated[list[Name], Field(max_length=10_000, default_factory=list)]
Texts = Annotated[list[Text], Field(max_length=1000, default_factory=list)]


class GroupRuleFields(BaseModel):
    """A rule about the agents of `agent_ids` and `teams` (all, if none are named) with `skills`.

    `heads` is how many there may or must be, by its kind; `start` and `end` are local minutes;
    `price` is of each head-hour beyond, null where the rule must be kept; `minutes` is how far
    apart the times of those may lie who are compared.
    """

    name: Text
    kind: GroupRuleKind
    heads: Annotated[int, Field(ge=0, le=10_000), NUMBER] = 1
    agent_ids: Names
    teams: Texts
    skills: Texts
    beside: Names
    weekdays: Annotated[list[WeekDay], Field(max_length=7, default_factory=lambda: list(range(7)))]
    start: Minutes = 0
    end: Minutes = 1440
    minutes: Annotated[int, Field(ge=0, le=1440), NUMBER] = 0
    price: Annotated[int, Field(ge=1, le=10_000), NUMBER] | None = None


class GroupRuleBody(GroupRuleFields, Retirable):
    """A rule between people; `active=false` withdraws it."""

    @model_validator(mode="after")
    def _possible(self) -> GroupRuleBody:
        rule = GROUP_RULE.value(self.model_dump(exclude={"active"}))
        problems = [InputProblem(f.what, f.remedy, field=f.field) for f in faults_in(rule)]
        if problems:
            raise InputError(problems)
        return self


class GroupRuleView(GroupRuleFields):
    """A rule between people as it is stored."""

    id: str
    active: bool
    version: int
