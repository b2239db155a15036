"""Skills and shift types that a body names: one that the site does not know is a slip of the pen.

A new skill begins with the queue, or the rule between people, that asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable

from wfm.model import Agent, GroupRule, Queue, ShiftRequest, WorkPlan
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.sites.findings import likely, suggestion
from wfm.store.database import Connection
from wfm.store.demand import QUEUE
from wfm.store.errors import ConflictError
from wfm.store.people import AGENT, CONTRACT, GROUP_RULE, WORK_PLAN
from wfm.words import Phrase, phrase


def refuse_unknown_skills(tx: Connection, site: str, agent: Agent) -> None:
    """Refuse an agent with a skill that no queue, rule or other agent has.

    Raises
    ------
    ConflictError
        With the nearest known skill of each.
    """
    known = _skills(tx, site)
    if known:
        _refuse("skills", (_unknown(name, known) for name in sorted(agent.skills - known)))


def refuse_misspelt_skill(tx: Connection, site: str, asking: Queue | GroupRule) -> None:
    """Refuse a queue or a rule whose skill is nearly one that there is.

    Raises
    ------
    ConflictError
        With the nearest known skill of each.
    """
    own = asking.name
    field = "skill" if isinstance(asking, Queue) else "skills"
    asked = {asking.skill} if isinstance(asking, Queue) else set(asking.skills)
    known = _skills(tx, site, but=own)
    slips = (name for name in sorted(asked - known) if likely(name, known))
    _refuse(field, (_unknown(name, known) for name in slips))


def refuse_unknown_shift_type(tx: Connection, site: str, request: ShiftRequest) -> None:
    """Refuse a request for a shift type that none of the agent's work plans has.

    Raises
    ------
    ConflictError
        With the nearest type that they have.
    """
    agent = AGENT.get(tx, site, request.agent_id).value
    told = (contract.value for contract in CONTRACT.listed(tx, site) if contract.active)
    names = {agent.work_plan, *(c.work_plan for c in told if c.agent_id == agent.id)}
    known = {name for plan in names for name in _types(WORK_PLAN.get(tx, site, plan).value)}
    if request.shift_type not in known:
        what = phrase(
            "refusal.unknown_shift_type",
            name=request.shift_type, remedy=suggestion(request.shift_type, known),
        )  # fmt: skip
        raise ConflictError(what, "shift_type")


def _types(plan: WorkPlan) -> Iterable[str]:
    return (each.name for each in ShiftTimeSettings.of(plan).shift_types)


def _skills(tx: Connection, site: str, but: str | None = None) -> set[str]:
    """Gather the skills in force; those that a queue or rule alone asks for may be left out."""
    agents = (stored.value.skills for stored in AGENT.listed(tx, site) if stored.active)
    queues = (s.value for s in QUEUE.listed(tx, site) if s.active and s.value.name != but)
    rules = (s.value for s in GROUP_RULE.listed(tx, site) if s.active and s.value.name != but)
    found = {skill for mine in agents for skill in mine}
    found |= {queue.skill for queue in queues}
    return found | {skill for rule in rules for skill in rule.skills}


def _unknown(name: str, known: Iterable[str]) -> Phrase:
    return phrase("refusal.unknown_skill", name=name, remedy=suggestion(name, known))


def _refuse(field: str, said: Iterable[Phrase]) -> None:
    unknown = tuple(said)
    if unknown:
        raise ConflictError(phrase("needs.all", needs=unknown), field, details=unknown)
