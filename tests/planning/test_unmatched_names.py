"""A misspelt skill is told before the search, and stops a plan that it makes foolish."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.planning.tiny_site import NEXT_WEEK, write_tiny_site
from tests.service.stored_site import GENERATE, ask, do, take_in
from wfm.cli import cli
from wfm.errors import InputError
from wfm.model import Agent, Site
from wfm.planning.pipeline import demand_of_site, plan_weeks
from wfm.planning.plan_options import PlanOptions
from wfm.planning.plan_origin import PlanOrigin
from wfm.planning.unmatched_names import unmatched_skills
from wfm.planning.week_demand import WeekDemand
from wfm.scheduling import Limits
from wfm.sites import read_site
from wfm.sites.findings import Findings
from wfm.sites.teams import tell_misspelt_teams
from wfm.store.database import Database
from wfm.words import english

QUICK = PlanOptions(Limits(time=None, effort=0, workers=1), rounds=0)
ORIGIN = PlanOrigin(datetime(2026, 3, 15, tzinfo=UTC), {})


@pytest.fixture(scope="module")
def demand(tmp_path_factory: pytest.TempPathFactory) -> WeekDemand:
    folder = write_tiny_site(tmp_path_factory.mktemp("names") / "site")
    return demand_of_site(read_site(folder), NEXT_WEEK, QUICK)


def misspelt(site: Site, count: int, skill: str = "phoen") -> Site:
    """Give the first agents another skill than the queue needs."""
    first = tuple(replace(agent, skills=frozenset({skill})) for agent in site.agents[:count])
    return replace(site, agents=(*first, *site.agents[count:]))


def with_site(demand: WeekDemand, site: Site) -> WeekDemand:
    return replace(demand, site=site)


def test_a_plan_for_which_a_third_of_the_agents_match_no_queue_stops_with_the_cause(
    demand: WeekDemand,
) -> None:
    with pytest.raises(InputError) as refused:
        plan_weeks(with_site(demand, misspelt(demand.site, 2)), QUICK, ORIGIN)
    (problem,) = refused.value.problems
    for told in ("skill phoen", "is phone meant?", "T0 Agent 0, T1 Agent 1", "2 of 6 agents"):
        assert told in english(problem.what)
    assert "--anyway" in english(problem.remedy)
    assert problem.field == "skills"


def test_agents_with_other_work_left_are_judged_by_the_hours_that_are_missing(
    demand: WeekDemand,
) -> None:
    chat = replace(demand.site.queues[0], name="chat", skill="chat")
    site = replace(demand.site, queues=(*demand.site.queues, chat))
    site = replace(
        site, agents=tuple(replace(a, skills=frozenset({"chat", "phoen"})) for a in site.agents)
    )
    with pytest.raises(InputError, match=r"skill phone have at most 0 of the \d+ head-hours"):
        plan_weeks(with_site(demand, site), QUICK, ORIGIN)


def test_one_misspelt_agent_of_many_is_told_first_and_planned_around(demand: WeekDemand) -> None:
    said: list[str] = []

    class Told:
        def begin(self, stage: str) -> None:
            said.append(stage)

        def update(self, text: str) -> None: ...

        def done(self, text: str) -> None:
            said.append(text)

    site = misspelt(demand.site, 1)
    plan = plan_weeks(with_site(demand, site), QUICK, ORIGIN, Told())
    assert "skill phoen (is phone meant?)" in plan.messages[0].text
    assert said.index(plan.messages[0].text) < said.index("Schedule")


def test_a_skill_for_work_that_is_not_planned_is_no_mistake(demand: WeekDemand) -> None:
    def also(agent: Agent) -> Agent:
        return replace(agent, skills=agent.skills | {"phone_2", "first aid"})

    site = replace(demand.site, agents=tuple(map(also, demand.site.agents)))
    assert unmatched_skills(site) == ()


def test_the_planner_goes_on_anyway(demand: WeekDemand) -> None:
    asked = replace(QUICK, anyway=True)
    plan = plan_weeks(with_site(demand, misspelt(demand.site, 2)), asked, ORIGIN)
    assert {shift.agent_id for shift in plan.schedule.shifts} == {"T2", "T3", "T4", "T5"}


def test_the_command_writes_nothing_and_names_row_and_way_on(tmp_path: Path) -> None:
    site = write_tiny_site(tmp_path / "site")
    agents = (site / "agents.csv").read_text().replace("part,phone", "part,phoen", 3)
    (site / "agents.csv").write_text(agents)
    done = CliRunner().invoke(
        cli, ["plan", str(site), "--out", str(tmp_path / "out"), "--effort", "0"]
    )
    assert done.exit_code == 1
    assert "3 of 6 agents can serve no queue" in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_a_run_of_the_service_fails_with_the_cause_or_goes_on_anyway(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wfm.service import tasks

    real = tasks.site_of_week

    def with_mistake(*asked: object) -> Site:
        return misspelt(real(*asked), 3)  # type: ignore[arg-type]

    monkeypatch.setattr(tasks, "site_of_week", with_mistake)
    database = Database(sqlite_url)
    take_in(database)
    quick = {**GENERATE, "effort": 0, "workers": 1, "rounds": 0}
    refused = do(database, ask(database, "schedule", **quick))
    assert refused.status == "failed"
    assert "is phone meant?" in refused.messages[0]["text"]
    assert do(database, ask(database, "schedule", **quick, anyway=True)).status == "done"
    database.close()


def test_what_reading_finds_odd_is_said_before_the_forecast_and_the_search(tmp_path: Path) -> None:
    """History of a misspelt queue is left out, and a misspelt team has one agent."""
    site = write_tiny_site(tmp_path / "site")
    history = (site / "history.csv").read_text().splitlines()
    odd = [
        line.replace(",calls,", ",cals,") if n % 9 == 1 else line for n, line in enumerate(history)
    ]
    (site / "history.csv").write_text("\n".join(odd))
    agents = (
        (site / "agents.csv").read_text().replace("Team 0", "Nordsee").replace("Team 1", "Nordsee")
    )
    agents = agents.replace("Agent 5,Nordsee", "Agent 5,Nordse")
    (site / "agents.csv").write_text(agents)
    asked = ("--effort", "0", "--workers", "1", "--simulate", "0", "--out", str(tmp_path / "out"))
    done = CliRunner().invoke(cli, ["plan", str(site), "--week", str(NEXT_WEEK), *asked])
    assert done.exit_code == 0, done.output
    search = done.output.index("Schedule: ")
    for told in (
        "queue cals is not in the queues table: left out: 89 rows → did you mean calls?",
        "agent T5 Agent 5 is alone in the team 'Nordse' → did you mean Nordsee?",
    ):
        assert 0 < done.output.index(told) < done.output.index("Forecast: ") < search


@pytest.mark.parametrize("team", ["Team B", "Floor 2", "Sales South", "Ostsee"])
def test_a_team_of_one_whose_name_is_its_own_is_not_asked_about(team: str) -> None:
    named = ["Team A", "Floor 1", "Sales North", "Nordsee"]
    teams = [*(name for name in named for _ in range(3)), team]
    agents = [Agent(f"A{n}", f"N{n}", of, "full", frozenset()) for n, of in enumerate(teams)]
    findings = Findings()
    tell_misspelt_teams(agents, "agents.csv", findings)
    assert findings.warnings == []
