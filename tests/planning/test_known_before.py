"""What no schedule of several weeks can keep is told of all of them before the search, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.planning.tiny_site import NEXT_WEEK, write_tiny_site
from wfm.model import Availability, GroupRule, GroupRuleKind
from wfm.planning import plan_weeks, read_inputs
from wfm.planning.known_before import known_before
from wfm.planning.pipeline import demand_of_site
from wfm.planning.plan_options import PlanOptions
from wfm.planning.plan_origin import PlanOrigin
from wfm.planning.several_weeks import plan_several_weeks
from wfm.planning.week_demand import WeekDemand
from wfm.scheduling import Limits, SearchProgress
from wfm.scheduling.rules.work_plan import changed
from wfm.words import Phrase, english

WEEKS = 3
BEGINS = tuple(NEXT_WEEK + timedelta(weeks=number) for number in range(WEEKS))
OPTIONS = PlanOptions(Limits(time=None, effort=0, workers=1), weeks=WEEKS)
ORIGIN = PlanOrigin(datetime(2026, 1, 1, tzinfo=UTC), {})
OFF = GroupRule("Rule", GroupRuleKind.DAYS_OFF, 0)
"""Six people of four days of five each: nobody may be off."""


@pytest.fixture(scope="module")
def demand(tmp_path_factory: pytest.TempPathFactory) -> WeekDemand:
    site = write_tiny_site(tmp_path_factory.mktemp("known") / "site")
    return demand_of_site(read_inputs(Path(site)), NEXT_WEEK, OPTIONS)


def with_site(demand: WeekDemand, plan: dict[str, Any] | None = None, **asked: Any) -> WeekDemand:
    plans = {name: changed(one, **plan or {}) for name, one in demand.site.work_plans.items()}
    return replace(demand, site=replace(demand.site, work_plans=plans, **asked))


def away(*weeks: date) -> tuple[Availability, ...]:
    """On two days of five T0 cannot work in weeks in a row: none of four days is left."""
    last, days = weeks[-1] + timedelta(days=6), frozenset({0, 1})
    return (Availability("T0", days, 0, 1440, available=False, first=weeks[0], last=last),)


def told(found: tuple[Phrase, ...]) -> list[tuple[str, object]]:
    """Give the code of each conflict and its weeks."""
    return [(said(one).code, one.parameters["weeks"]) for one in found]


def said(one: Phrase) -> Phrase:
    found = one.parameters["said"]
    assert isinstance(found, Phrase)
    return found


def test_a_week_that_can_be_planned_has_nothing_to_tell(demand: WeekDemand) -> None:
    assert known_before(demand, OPTIONS) == ()


def test_a_later_week_without_a_legal_one_is_told_with_it(demand: WeekDemand) -> None:
    found = known_before(with_site(demand, availability=away(BEGINS[2])), OPTIONS)
    assert told(found) == [("schedule.no_legal_week", BEGINS[2:])]
    assert english(found[0]).startswith(f"In the week of {BEGINS[2]}: T0 Agent 0 has no legal week")


def test_what_stands_in_every_week_is_told_once(demand: WeekDemand) -> None:
    found = known_before(with_site(demand, group_rules=(OFF,)), OPTIONS)
    assert told(found) == [("schedule.odds.off", BEGINS)]
    found = known_before(with_site(demand, availability=away(*BEGINS[1:])), OPTIONS)
    assert told(found) == [("schedule.no_legal_week", BEGINS[1:])]


def test_what_all_weeks_together_cannot_give_is_told_of_no_single_one(demand: WeekDemand) -> None:
    """Three weeks of 20 h come to 60 h; a share of 80 h is no more than a week could have."""
    hours = {"minutes_in_horizon": (4800, 4800)}
    found = known_before(with_site(demand, hours), OPTIONS)
    assert [one.code for one in found] == ["schedule.no_legal_week"]
    enough = {"minutes_in_horizon": (3600, 3600)}
    assert known_before(with_site(demand, enough), OPTIONS) == ()


def test_all_is_heard_before_the_search_and_nothing_else_amid_it(demand: WeekDemand) -> None:
    asked = with_site(demand, group_rules=(OFF,), availability=away(BEGINS[2]))
    heard: list[SearchProgress] = []
    plan_weeks(asked, OPTIONS, ORIGIN, hear=heard.append)
    known = known_before(asked, OPTIONS)
    assert heard[0].objective is None
    codes = [code for code, _ in told(known)]
    days_off = ["schedule.odds.off", "schedule.odds.away"]
    assert codes == [days_off[0], "schedule.no_legal_week", *days_off[::-1]]
    assert all(state.conflicts == known for state in heard)


def test_the_result_tells_each_once_with_its_weeks(demand: WeekDemand) -> None:
    asked = with_site(demand, availability=away(*BEGINS[:2]))
    found = plan_several_weeks(asked, OPTIONS, ORIGIN)
    texts = [message.text for message in found.messages if "no legal week" in message.text]
    assert len(texts) == 1
    assert texts[0].startswith(f"In the weeks of {BEGINS[0]} and {BEGINS[1]}: T0")
