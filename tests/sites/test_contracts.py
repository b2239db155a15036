"""Who has which work plan from when on, as a site's tables say it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.sites.small_site import FILES, broken, write
from wfm.errors import InputError
from wfm.model import Contract
from wfm.sites import read_site
from wfm.words import english

HEADER = "agent_id,work_plan,from,until,weekdays\n"


def test_contracts_are_read_with_dates_and_weekdays(tmp_path: Path) -> None:
    rows = HEADER + "ida robbe,Full_Time,2026-03-04,,\nA2,full_time,,2026-03-31,thu-fri\n"
    site = read_site(write(tmp_path, contracts__csv=rows)).site
    assert site.contracts == (
        Contract("A1", "full_time", date(2026, 3, 4)),
        Contract("A2", "full_time", None, date(2026, 3, 31), frozenset({3, 4})),
    )


@pytest.mark.parametrize(
    ("rows", "field", "said"),
    [
        ("A9,full_time,,,\n", "agent_id", "A9"),
        ("A1,halftime,,,\n", "work_plan", "halftime"),
        ("A1,full_time,2026-03-04,2026-03-01,\n", "until", "ends before it begins"),
        ("A1,full_time,2026-03-04,,\nA1,full_time,2026-03-04,,fri\n", "weekdays", "row 2"),
    ],
    ids=["unknown agent", "unknown work plan", "backwards", "two from the same date"],
)
def test_what_is_wrong_is_told_with_its_field(
    tmp_path: Path, rows: str, field: str, said: str
) -> None:
    with pytest.raises(InputError) as refused:
        read_site(write(tmp_path, contracts__csv=HEADER + rows))
    (problem,) = refused.value.problems
    assert (problem.file, problem.field) == ("contracts.csv", field)
    assert said in english(problem.what)


TWICE = (
    "A1,Ida Robbe,Nord,full_time,selling|writing,2020-01-01,2026-03-03,25\n"
    "A1,Ida Robbe,Nord,full_time,selling|writing,{},,25"
)
ONCE = "A1,Ida Robbe,Nord,full_time,selling|writing,2020-01-01,,25"


def test_rows_of_one_agent_one_after_the_other_are_contracts(tmp_path: Path) -> None:
    assert ONCE in FILES["agents.csv"]
    site = read_site(broken(tmp_path, "agents.csv", ONCE, TWICE.format("2026-03-04"))).site
    agent = next(agent for agent in site.agents if agent.id == "A1")
    assert (agent.start_date, agent.end_date) == (date(2020, 1, 1), None)
    assert site.contracts == (Contract("A1", "full_time", date(2026, 3, 4)),)


def test_rows_of_one_agent_with_a_gap_between_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="A1 is there twice"):
        read_site(broken(tmp_path, "agents.csv", ONCE, TWICE.format("2026-03-05")))
