"""Tables as spreadsheets of Western Europe write them: semicolons, decimal commas, Windows-1252."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.sites.small_site import FILES, write
from wfm.errors import InputError
from wfm.sites import read_site
from wfm.sites.findings import Findings
from wfm.sites.history_file import read_history_file
from wfm.words import english


def western(text: str) -> str:
    """Write a table of one queue's decimals that way."""
    return text.replace(",", ";").replace(".", ",")


AGENTS = western(FILES["agents.csv"].replace(",25", ",25.5"))
HISTORY = western(FILES["history.csv"].replace(",2400,", ",2400.5,"))


def test_decimal_commas_between_semicolons_are_decimals(tmp_path: Path) -> None:
    found = read_site(write(tmp_path, agents__csv=AGENTS, history__csv=HISTORY))
    assert found.site.agents[0].hourly_cost == 25.5
    assert found.warnings == ()
    plain = read_site(write(tmp_path)).history
    assert found.history["talk_seconds"].sum() == plain["talk_seconds"].sum() + 0.5
    others = plain.columns.difference(["talk_seconds"])
    pd.testing.assert_frame_equal(found.history[others], plain[others])


def test_a_point_beside_decimal_commas_is_refused_where_it_may_part_thousands(
    tmp_path: Path,
) -> None:
    last = AGENTS.rstrip("\n").rpartition(";")[0] + ";1.234\n"
    with pytest.raises(InputError) as refused:
        read_site(write(tmp_path, agents__csv=last))
    (problem,) = refused.value.problems
    assert (problem.file, problem.row, problem.field) == ("agents.csv", 3, "hourly_cost")
    assert "may be 1234 or 1.234" in english(problem.what)
    assert "thousands" in english(problem.remedy)


def test_a_bad_cell_among_decimal_commas_is_the_only_one_named(tmp_path: Path) -> None:
    text = HISTORY.replace(";3000;", ";many;")
    with pytest.raises(InputError) as refused:
        read_site(write(tmp_path, history__csv=text))
    assert [(p.row, p.field) for p in refused.value.problems] == [(3, "talk_seconds")]


def test_names_in_windows_1252_are_read_and_told(tmp_path: Path) -> None:
    text = FILES["agents.csv"].replace("Ole Otter", "Zoë Müller")
    found = read_site(write(tmp_path, agents__csv=text.encode("cp1252")))
    assert "Zoë Müller" in {agent.name for agent in found.site.agents}
    (warning,) = found.warnings
    assert (warning.file, warning.row) == ("agents.csv", 3)
    assert "read as Windows-1252, with 'Zoë'" in english(warning.what)


def test_a_history_alone_says_how_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_bytes(HISTORY.replace("sales", "Büro").encode("cp1252"))
    findings = Findings()
    frame = read_history_file(path, "Europe/Berlin", 15, zeros=False, findings=findings)
    assert set(frame["queue"]) == {"Büro", "email"}
    assert frame["talk_seconds"].tolist() == [2400.5, 3000, 7000]
    assert "read as Windows-1252, with 'Büro'" in str(findings.warnings[0])


@pytest.mark.parametrize("share", ["80%", "80 %", "0.8"])
def test_a_share_may_be_a_percentage(tmp_path: Path, share: str) -> None:
    text = FILES["queues.csv"].replace("0.8,20", f"{share},20")
    assert read_site(write(tmp_path, queues__csv=text)).site.queues[0].goal.service_level == 0.8
