"""Work plans: a contract's rules for one agent's week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ActivityCategory(StrEnum):
    """What a part of a shift is, whatever code a site gives it."""

    ON_QUEUE = "on_queue"
    BREAK = "break"
    MEAL = "meal"
    MEETING = "meeting"
    TRAINING = "training"
    OFF_QUEUE_WORK = "off_queue_work"
    TIME_OFF = "time_off"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class WorkPlan:
    """A contract: the settings of its rules, by the name of the rule.

    Each rule declares its settings in its own file; `wfm.scheduling.rules.work_plan` makes,
    changes and reads work plans.
    """

    name: str
    rules: Mapping[str, object]
