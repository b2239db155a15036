"""A history in the local time of its site; only the doubtful hour of the autumn is asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.sites.small_site import FILES, write
from wfm.errors import InputError
from wfm.sites import read_site
from wfm.words import english

HEAD = "interval_start,interval_minutes,queue,offered,handled,talk_seconds\n"
LOCAL = FILES["history.csv"].replace("+01:00", "")


def history(tmp_path: Path, rows: list[tuple[str, int]], zone: str = "Europe/Berlin",
            minutes: int = 60, site_minutes: int = 15) -> pd.DataFrame:  # fmt: skip
    lines = [f"{at},{minutes},sales,{calls},{calls},{calls * 200}\n" for at, calls in rows]
    site = FILES["site.toml"].replace("Europe/Berlin", zone).replace("= 15", f"= {site_minutes}")
    queues = "\n".join(FILES["queues.csv"].splitlines()[:2]).replace(
        "mon-fri 08:00-20:00; sat 09:00-13:00", "24/7"
    )
    agents = FILES["agents.csv"].replace("|writing", "")
    found = read_site(
        write(tmp_path, history__csv=HEAD + "".join(lines), site__toml=site, queues__csv=queues,
              agents__csv=agents)
    )  # fmt: skip
    return found.history


def test_times_without_offset_are_the_sites(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    found = read_site(write(tmp_path, history__csv=LOCAL)).history
    assert found.equals(read_site(write(tmp_path / "plain")).history)


def test_the_hour_that_comes_twice_is_two_hours_where_the_file_has_both(tmp_path: Path) -> None:
    rows = [("2026-10-25 01:00", 1), ("2026-10-25 02:00", 2), ("2026-10-25 02:00", 3),
            ("2026-10-25 03:00", 4)]  # fmt: skip
    found = history(tmp_path, rows)
    assert [start.hour for start in found["interval_start"]] == [23, 0, 1, 2]
    assert found["offered"].tolist() == [1, 2, 3, 4]


def test_only_the_doubtful_hour_is_asked_and_an_offset_answers(tmp_path: Path) -> None:
    rows = [("2026-10-25 01:00", 1), ("2026-10-25 02:00", 2), ("2026-10-25 03:00", 4)]
    with pytest.raises(InputError) as refused:
        history(tmp_path, rows)
    (problem,) = refused.value.problems
    assert (problem.row, problem.field) == (3, "interval_start")
    assert "twice that night" in english(problem.what)
    rows[1] = ("2026-10-25T02:00:00+01:00", 2)
    assert [start.hour for start in history(tmp_path, rows)["interval_start"]] == [23, 1, 2]


def test_the_hour_that_clocks_skip_holds_no_contacts(tmp_path: Path) -> None:
    rows = [("2026-03-29 01:00", 1), ("2026-03-29 02:00", 0), ("2026-03-29 03:00", 4)]
    assert history(tmp_path, rows)["offered"].tolist() == [1, 4]
    rows[1] = ("2026-03-29 02:00", 5)
    with pytest.raises(InputError, match=r"row 3.*clocks skip this time"):
        history(tmp_path, rows)


@pytest.mark.parametrize(
    ("zone", "minutes"),
    [("Asia/Kathmandu", 30), ("Asia/Kolkata", 60), ("Australia/Adelaide", 60),
     ("Asia/Kathmandu", 60), ("America/St_Johns", 60)],
)  # fmt: skip
def test_intervals_of_utc_keep_every_contact_on_the_sites_clock(
    tmp_path: Path, zone: str, minutes: int
) -> None:
    starts = pd.date_range("2026-03-30", "2026-04-12", freq=f"{minutes}min", tz="UTC")
    rows = [(at.strftime("%Y-%m-%dT%H:%MZ"), n % 7) for n, at in enumerate(starts)]
    found = history(tmp_path, rows, zone, minutes, site_minutes=minutes)
    assert found["offered"].sum() == pytest.approx(sum(calls for _, calls in rows))
    local = found["interval_start"].dt.tz_convert(zone)
    assert (local.dt.minute % found["interval_minutes"] == 0).all()
    assert np.unique(np.diff(found["interval_start"])).size == 1


def test_an_interval_that_is_on_no_clocks_grid_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not the start of an interval"):
        history(tmp_path, [("2026-03-02T08:10:00Z", 3)], "Asia/Kolkata")


def test_long_cases_are_normal_where_work_can_wait_and_milliseconds_are_not(tmp_path: Path) -> None:
    cases = FILES["history.csv"].replace("20,22,,7000,,1000", "2,2,,36000,,0")
    assert read_site(write(tmp_path, history__csv=cases)).history["talk_seconds"].max() == 36000
    wrong = FILES["history.csv"].replace("20,22,,7000,,1000", "20,22,,7000000,,0")
    with pytest.raises(InputError, match="queue email has an AHT of 318,182 seconds"):
        read_site(write(tmp_path, history__csv=wrong))


STATES = """event_id,external_agent_id,state_code,reason_code,started_at,is_logged_on,is_snapshot
1,A1,READY,,2026-02-23 08:00:05,yes,no
2,A1,AWAY,MEAL,23.02.2026 12:00,yes,no
"""


def test_states_and_scores_without_offset_are_the_sites_too(tmp_path: Path) -> None:
    scores = "answered_at,queue,score\n2026-02-23 09:00,sales,5\n"
    folder = write(tmp_path, states__csv=STATES, satisfaction__csv=scores)
    found = read_site(folder, satisfaction=True)
    assert found.states is not None
    assert found.satisfaction is not None
    assert list(found.states["started_at"]) == [
        pd.Timestamp("2026-02-23T07:00:05Z"), pd.Timestamp("2026-02-23T11:00:00Z"),
    ]  # fmt: skip
    assert list(found.satisfaction["answered_at"]) == [pd.Timestamp("2026-02-23T08:00:00Z")]


def test_a_state_in_the_hour_that_comes_twice_is_asked(tmp_path: Path) -> None:
    doubtful = STATES.replace("2026-02-23 08:00:05", "2026-10-25 02:30:00")
    with pytest.raises(InputError, match=r"twice that night.*add the offset"):
        read_site(write(tmp_path, states__csv=doubtful))
