"""Over what a queue's goal counts, in a site's tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites.small_site import FILES, write
from wfm.errors import InputError
from wfm.model import GoalPeriod
from wfm.sites import SiteInput, read_site


def read(folder: Path, calls: str, mail: str = "") -> SiteInput:
    """Read the small site with a cell each for its two queues."""
    head, *rows = FILES["queues.csv"].strip().splitlines()
    lines = [f"{head},counted_over", f"{rows[0]},{calls}", f"{rows[1]},{mail}"]
    write(folder)
    (folder / "queues.csv").write_text("\n".join(lines) + "\n")
    return read_site(folder)


@pytest.mark.parametrize(
    ("cell", "over"),
    [("", GoalPeriod.INTERVAL), ("Day", GoalPeriod.DAY), ("week", GoalPeriod.WEEK)],
)
def test_it_is_read_and_is_the_interval_where_it_is_blank(
    tmp_path: Path, cell: str, over: GoalPeriod
) -> None:
    calls, mail = read(tmp_path, cell).site.queues
    assert calls.goal.counted_over is over
    assert mail.goal.counted_over is GoalPeriod.INTERVAL


@pytest.mark.parametrize(
    ("calls", "mail", "message"),
    [
        ("month", "", "use one of interval, day, week"),
        ("", "day", "row 3, field "),
    ],
)
def test_what_cannot_be_is_named(tmp_path: Path, calls: str, mail: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, calls, mail)
    assert message in str(caught.value)
