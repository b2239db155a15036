"""Residual shrinkage is learned by kind, weekday and month, shrunk where days are few, accepted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.adherence.test_command import FILES
from wfm.adherence.learned_shrinkage import PRIOR_DAYS
from wfm.cli import cli
from wfm.errors import InputError


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(site: Path, *options: str) -> Result:
    result = CliRunner().invoke(cli, ["shrinkage", str(site), *options])
    if result.exception and not isinstance(result.exception, SystemExit | InputError):
        raise result.exception
    return result


def test_what_is_lost_on_queue_is_learned_by_kind(site: Path) -> None:
    found = json.loads(run(site, "--json").stdout)
    late = 10 * 60 / (3 * 3600)  # ana: on queue ten minutes late, of her hour and ben's two
    assert found["whole"] == {"share": pytest.approx(late), "days": 1}
    assert set(found["kinds"]) == {"logged_off"}
    assert found["weekdays"]["0"]["days"] == 1
    assert found["offered"] == pytest.approx(late, abs=0.0005)


def test_a_weekday_of_few_days_is_drawn_to_the_mean() -> None:
    import pandas as pd

    from wfm.adherence.learned_shrinkage import _shrunk

    due = pd.Series([100.0] * 11)
    gone = pd.Series([10.0] * 10 + [60.0])
    weekdays = pd.Index([0] * 10 + [1])
    whole = float(gone.sum() / due.sum())
    found = _shrunk(due, gone, weekdays, whole)
    assert found[1].share == pytest.approx((0.6 + PRIOR_DAYS * whole) / (1 + PRIOR_DAYS))
    assert found[0].share == pytest.approx((1.0 + PRIOR_DAYS * whole) / (10 + PRIOR_DAYS))


def test_accepted_it_is_the_site_s_and_nothing_else_changes(site: Path) -> None:
    before = (site / "site.toml").read_text()
    told = run(site, "--accept")
    assert told.exit_code == 0, told.output
    assert "logged off" in told.stdout
    after = (site / "site.toml").read_text()
    changed = [
        (a, b) for a, b in zip(before.splitlines(), after.splitlines(), strict=True) if a != b
    ]
    assert [b for _, b in changed] == ["shrinkage = 0.056"]


def test_without_states_nothing_is_learned(site: Path) -> None:
    (site / "states.csv").unlink()
    result = run(site)
    assert result.exit_code == 1
    assert "nothing is known" in str(result.exception)
