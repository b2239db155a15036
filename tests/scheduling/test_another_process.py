"""A problem goes to another process and comes back as the same problem."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from tests.sites.small_site import write
from wfm.scheduling import Limits, Problem, build_problem, solve
from wfm.sites import read_site

MONDAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 3, 8, tzinfo=UTC)


def test_a_problem_of_a_site_with_its_mappings_is_the_same_elsewhere(tmp_path: Path) -> None:
    site = read_site(write(tmp_path)).site
    assert site.state_map
    columns = ["interval_start", "interval_minutes", "queue", "gross_requirement"]
    problem = build_problem(site, pd.DataFrame([(NINE, 15, "sales", 2.0)], columns=columns), MONDAY)
    elsewhere: Problem = pickle.loads(pickle.dumps(problem))  # noqa: S301 - our own bytes
    assert elsewhere.horizon.site == site
    quick = Limits(time=None, effort=0, workers=1)
    assert solve(elsewhere, quick).schedule == solve(problem, quick).schedule
