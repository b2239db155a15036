"""What a rule is: its name, settings and price, how it shapes an agent's weeks and is checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from wfm.scheduling.contracts import Scope
from wfm.scheduling.rules.settings import RuleSettings

if TYPE_CHECKING:
    from wfm.model import Agent, Shift
    from wfm.scheduling.horizon import Horizon
    from wfm.scheduling.rules.finding import Finding
    from wfm.scheduling.tours.tour_space import TourSpace
    from wfm.words import Phrase


class Rule:
    """A rule about one agent's week."""

    __slots__ = ()
    name: str
    """The rule in the scheduler's words."""
    settings: ClassVar[type[RuleSettings] | None] = None
    """What a work plan can tell the rule; None where it judges by facts alone."""
    relaxed_at: ClassVar[int | None] = 100_000
    """Price of each breach for an agent who has no legal week else; None where it is kept even
    then."""
    over_all_weeks: ClassVar[bool] = False
    """Whether it counts over all weeks that were planned together."""
    scope: ClassVar[Scope] = Scope.DAYS
    """What it looks at under each of an agent's contracts, where there are several."""

    def shape(self, space: TourSpace) -> None:
        """Exclude or price what the rule concerns, for the search."""
        raise NotImplementedError

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:  # noqa: ARG002
        """Say what the rule asks of an agent, in a few words."""
        return None

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Judge an agent's explicit shifts, in order of time, without the search."""
        raise NotImplementedError
